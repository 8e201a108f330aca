import { clockAhead, localTime } from "../windows.ts";
import { isOpen, type OpeningHours } from "./opening-hours.ts";

const MINUTE_MS = 60_000;
/** No zone changes its clocks twice within so long. */
const STRETCH_MS = 180 * MINUTE_MS;
/** Two weeks and a day: times that a change of clocks leaves out come again a week later. */
const HORIZON_MS = 15 * 24 * 60 * MINUTE_MS;
const WEEK_MINUTES = 7 * 1_440;
/** The first day of 1970 was a Thursday. */
const EPOCH_WEEKDAY = 4;

/** Times of the week on the clocks of a zone of the tz database. */
export interface LocalHours {
  readonly hours: OpeningHours;
  readonly zone: string;
}

/** Whether an instant (UTC ms) is in the hours. Throws RangeError for an unknown zone. */
export function isWithinHours({ hours, zone }: LocalHours, atMs: number): boolean {
  const { year, month, day, hour, minute } = localTime(zone, atMs);
  return isOpenAt(hours, Date.UTC(year, month - 1, day, hour, minute));
}

/**
 * The first instant (UTC ms) after `atMs` at which the hours begin, if they don't hold then, or end; null when they
 * never do. Throws RangeError for an unknown zone.
 */
export function nextHoursChange(local: LocalHours, atMs: number): number | null {
  const isNow = isWithinHours(local, atMs);
  const firstMs = Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
  for (let fromMs = firstMs; fromMs < firstMs + HORIZON_MS; fromMs += STRETCH_MS) {
    const changeMs = changeIn(local, fromMs, isNow);
    if (changeMs !== null) return changeMs;
  }
  return null;
}

/** The first whole minute of a stretch after its beginning, its end included, at which the hours hold or don't, unlike `isNow`. */
function changeIn(local: LocalHours, fromMs: number, isNow: boolean): number | null {
  const aheadMs = clockAhead(local.zone, fromMs);
  // Asking the clocks takes a thousand times as long as counting on from them.
  const isSteady = clockAhead(local.zone, fromMs + STRETCH_MS) === aheadMs;
  for (let ms = fromMs + MINUTE_MS; ms <= fromMs + STRETCH_MS; ms += MINUTE_MS) {
    const holds = isSteady ? isOpenAt(local.hours, ms + aheadMs) : isWithinHours(local, ms);
    if (holds !== isNow) return ms;
  }
  return null;
}

/** `localMs`: what the clocks show, as if it were UTC. */
function isOpenAt(hours: OpeningHours, localMs: number): boolean {
  const minutes = Math.floor(localMs / MINUTE_MS) + EPOCH_WEEKDAY * 1_440;
  const ofWeek = ((minutes % WEEK_MINUTES) + WEEK_MINUTES) % WEEK_MINUTES;
  return isOpen(hours, Math.floor(ofWeek / 1_440), ofWeek % 1_440);
}
