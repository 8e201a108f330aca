/** Times of the week: days (0 is Sunday) on which a span begins, and its minutes of the day, the end not included. */
interface Span {
  readonly days: ReadonlySet<number>;
  readonly fromMinute: number;
  /** At most the span's beginning when it ends on the next day. */
  readonly toMinute: number;
}

export type OpeningHours = readonly Span[];

const DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const EVERY_DAY: ReadonlySet<number> = new Set([0, 1, 2, 3, 4, 5, 6]);
const TIMES = /^(\d{2}):(\d{2})-(\d{2}):(\d{2})$/;
const DAY_MINUTES = 1_440;
const MAX_LENGTH = 500;

/**
 * Reads `Mon-Fri 09:00-18:00; Sat 10:00-14:00`: days, then times that hold on them; days alone are whole days, times
 * alone every day's. A span that ends before it begins (`Fri 22:00-06:00`) goes on into the next day. Null when it is
 * none.
 */
export function readOpeningHours(text: string): OpeningHours | null {
  const tokens = text.trim().split(/\s*[;,]\s*|\s+/);
  if (text.length > MAX_LENGTH || tokens.length === 0) return null;
  const spans: Span[] = [];
  let days: Set<number> | null = null;
  let isUsed = true;
  for (const token of tokens) {
    const named = readDays(token);
    if (named) {
      // Days after times begin anew; days after days are more of them.
      days = isUsed || !days ? new Set(named) : new Set([...days, ...named]);
      isUsed = false;
      continue;
    }
    const times = readTimes(token);
    if (!times) return null;
    spans.push({ days: days ?? EVERY_DAY, ...times });
    isUsed = true;
  }
  if (!isUsed && days) spans.push({ days, fromMinute: 0, toMinute: DAY_MINUTES });
  return spans;
}

/** Whether a minute of a weekday is in one of the spans. */
export function isOpen(hours: OpeningHours, weekday: number, minute: number): boolean {
  return hours.some(({ days, fromMinute, toMinute }) => {
    if (toMinute > fromMinute) return days.has(weekday) && minute >= fromMinute && minute < toMinute;
    return (days.has(weekday) && minute >= fromMinute) || (days.has((weekday + 6) % 7) && minute < toMinute);
  });
}

function readDays(token: string): readonly number[] | null {
  const [first = "", last = first, ...more] = token.toLowerCase().split("-");
  const [from, to] = [readDay(first), readDay(last)];
  if (from === null || to === null || more.length > 0) return null;
  const count = ((to - from + 7) % 7) + 1;
  return Array.from({ length: count }, (_, index) => (from + index) % 7);
}

function readDay(name: string): number | null {
  const found = DAYS.findIndex((day) => name === day || name === day.slice(0, 3));
  return found < 0 ? null : found;
}

function readTimes(token: string): { readonly fromMinute: number; readonly toMinute: number } | null {
  const match = TIMES.exec(token);
  if (!match) return null;
  const [fromHour = 0, fromMinutes = 0, toHour = 0, toMinutes = 0] = match.slice(1).map(Number);
  const [fromMinute, toMinute] = [fromHour * 60 + fromMinutes, toHour * 60 + toMinutes];
  const isClock = fromMinutes < 60 && toMinutes < 60 && fromMinute < DAY_MINUTES && toMinute <= DAY_MINUTES;
  return isClock && fromMinute !== toMinute ? { fromMinute, toMinute } : null;
}
