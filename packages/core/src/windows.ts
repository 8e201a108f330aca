export type WindowKind = "minute" | "hour" | "day" | "week" | "month" | "total";

export interface CalendarWindow {
  /** Stable name of the window, part of a counter's key: `day:2026-11-22`. */
  readonly id: string;
  /** UTC ms, inclusive. */
  readonly startMs: number;
  /** UTC ms, exclusive; null for `total`, which never ends. */
  readonly endMs: number | null;
}

export interface WindowPair {
  readonly present: CalendarWindow;
  readonly next: CalendarWindow | null;
}

interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const EPOCH_MONDAY_OFFSET_DAYS = 3;

const TOTAL: WindowPair = { present: { id: "total", startMs: 0, endMs: null }, next: null };

/** The pair found last for each kind and zone: finding one takes some 400 µs, and nearly every call falls into the same. */
const latestPairs = new Map<string, WindowPair>();
const formatters = new Map<string, Intl.DateTimeFormat>();

/**
 * The calendar window that holds `nowMs` in a time zone, and the one after it. Weeks start on Monday. A day of
 * daylight-saving change is as long as it really is; minutes and hours are cut on the UTC line, where every zone of
 * whole hours agrees and none repeats an hour.
 * Throws RangeError for an unknown time zone.
 */
export function calendarWindows(kind: WindowKind, timeZone: string, nowMs: number): WindowPair {
  if (kind === "total") return TOTAL;
  const name = `${kind} ${timeZone}`;
  const latest = latestPairs.get(name);
  if (latest && isIn(latest.present, nowMs)) return latest;
  const present = windowAt(kind, timeZone, nowMs);
  const pair = { present, next: present.endMs === null ? null : windowAt(kind, timeZone, present.endMs) };
  latestPairs.set(name, pair);
  return pair;
}

function isIn(window: CalendarWindow, atMs: number): boolean {
  return window.startMs <= atMs && (window.endMs === null || atMs < window.endMs);
}

/** The window of a kind that holds an instant, in one zone. */
export function windowAt(kind: Exclude<WindowKind, "total">, timeZone: string, atMs: number): CalendarWindow {
  if (kind === "minute" || kind === "hour") {
    const lengthMs = kind === "minute" ? MINUTE_MS : HOUR_MS;
    const startMs = Math.floor(atMs / lengthMs) * lengthMs;
    return { id: `${kind}:${new Date(startMs).toISOString().slice(0, 16)}Z`, startMs, endMs: startMs + lengthMs };
  }
  const first = firstDay(kind, localTime(timeZone, atMs));
  const after = firstDayAfter(kind, first);
  const endMs = startOfLocalDay(timeZone, after);
  // A clock put back over midnight shows yesterday's date again: the window that has begun goes on.
  const [begins, startMs, ends] =
    atMs < endMs
      ? [first, startOfLocalDay(timeZone, first), endMs]
      : [after, endMs, startOfLocalDay(timeZone, firstDayAfter(kind, after))];
  return { id: `${kind}:${new Date(begins).toISOString().slice(0, 10)}`, startMs, endMs: ends };
}

/** Days are handled as UTC midnights that stand for local dates. */
function firstDay(kind: "day" | "week" | "month", local: LocalTime): number {
  const day = Date.UTC(local.year, local.month - 1, local.day);
  if (kind === "day") return day;
  if (kind === "month") return Date.UTC(local.year, local.month - 1, 1);
  const weekday = (((day / DAY_MS + EPOCH_MONDAY_OFFSET_DAYS) % 7) + 7) % 7;
  return day - weekday * DAY_MS;
}

function firstDayAfter(kind: "day" | "week" | "month", first: number): number {
  if (kind === "day") return first + DAY_MS;
  if (kind === "week") return first + 7 * DAY_MS;
  const date = new Date(first);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}

/** A clock is never put back by more than this. */
const LONGEST_BACK_MS = 3 * HOUR_MS;

/**
 * The first instant whose local date is `day` or later, found by bisection since a change of clock may swallow midnight
 * itself, or the whole day. Where the clock is put back over midnight the date begins twice: the first time counts.
 */
function startOfLocalDay(timeZone: string, day: number): number {
  const begins = crossing(timeZone, day, { before: day - DAY_MS - HOUR_MS, within: day + DAY_MS + HOUR_MS });
  const minute = Math.floor(begins / MINUTE_MS) * MINUTE_MS;
  if (clockAhead(timeZone, minute - LONGEST_BACK_MS) === clockAhead(timeZone, minute)) return begins;
  for (let back = LONGEST_BACK_MS; back >= MINUTE_MS; back -= MINUTE_MS) {
    const within = begins - back;
    if (localDay(timeZone, within) >= day) return crossing(timeZone, day, { before: within - MINUTE_MS, within });
  }
  return begins;
}

/** How far a zone's clock is ahead of UTC at a whole minute, ms. */
export function clockAhead(timeZone: string, atMs: number): number {
  const { year, month, day, hour, minute } = localTime(timeZone, atMs);
  return Date.UTC(year, month - 1, day, hour, minute) - atMs;
}

/** An instant between the two from which on the local date is `day` or later. */
function crossing(timeZone: string, day: number, span: { readonly before: number; readonly within: number }): number {
  let { before, within } = span;
  while (within - before > 1) {
    const middle = Math.floor((before + within) / 2);
    if (localDay(timeZone, middle) >= day) within = middle;
    else before = middle;
  }
  return within;
}

function localDay(timeZone: string, atMs: number): number {
  const local = localTime(timeZone, atMs);
  return Date.UTC(local.year, local.month - 1, local.day);
}

/** What clocks in a zone show at an instant. Throws RangeError for an unknown zone. */
export function localTime(timeZone: string, atMs: number): LocalTime {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      calendar: "gregory",
      numberingSystem: "latn",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
    });
    formatters.set(timeZone, formatter);
  }
  const parts = { year: 0, month: 0, day: 0, hour: 0, minute: 0 };
  for (const { type, value } of formatter.formatToParts(atMs)) {
    if (type in parts) parts[type as keyof typeof parts] = Number(value);
  }
  return parts;
}
