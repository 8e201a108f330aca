import { ConditionError } from "../conditions/cel-value.ts";

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const ZONE = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+){0,2}$/;
const MAX_KEPT = 600;

const formats = new Map<string, Intl.DateTimeFormat>();

/** One moment on the clocks of a place. */
export interface LocalTime {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  /** From 0 for Sunday. */
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
}

/** What clocks in a zone of the tz database show at a moment (UTC ms). */
export function localTime(ms: number, timeZone: string): LocalTime | ConditionError {
  const format = formatOf(timeZone);
  if (!format || !(Math.abs(ms) <= 8.64e15)) return new ConditionError("an unknown time zone or a time out of range");
  const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  const number = (name: Intl.DateTimeFormatPartTypes): number => Number(parts.get(name));
  return {
    year: number("year"),
    month: number("month"),
    day: number("day"),
    weekday: WEEKDAYS.indexOf(parts.get("weekday") ?? ""),
    hour: number("hour"),
    minute: number("minute"),
  };
}

/** Whether the tz database has a zone of this name. */
export function isTimeZone(timeZone: string): boolean {
  return formatOf(timeZone) !== null;
}

function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  const known = formats.get(timeZone);
  if (known) return known;
  if (!ZONE.test(timeZone)) return null;
  try {
    const format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "gregory",
      hourCycle: "h23",
      weekday: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
    });
    if (formats.size > MAX_KEPT) formats.clear();
    formats.set(timeZone, format);
    return format;
  } catch {
    return null;
  }
}
