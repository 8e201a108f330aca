/** Formats an instant in a time zone: the clock time if it lies in the same day as `now`, else with the date. Pure. */
export function formatInstant(instant: Date, now: Date, timeZone: string): string {
  const day = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" });
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "medium" });
  if (day.format(instant) === day.format(now)) return clock.format(instant);
  const date = new Intl.DateTimeFormat("en-GB", { timeZone, day: "numeric", month: "short", year: "numeric" });
  return `${date.format(instant)}, ${clock.format(instant)}`;
}

/** A span as a countdown: `28:41`, `1:02:09`; never below zero. */
export function formatCountdown(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** A duration in milliseconds as the strip shows it: a tenth below one, whole numbers above. */
export function formatMs(ms: number): string {
  if (ms > 0 && ms < 1) return ms.toFixed(1);
  return Math.round(ms).toLocaleString("en-US");
}

const SPANS = [
  ["year", 365 * 86_400_000],
  ["month", 30 * 86_400_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/** How long ago an instant was, or how long until it: "3 days ago", "in 2 months", "just now". Pure. */
export function formatAge(instant: Date, now: Date): string {
  const ms = instant.getTime() - now.getTime();
  const words = new Intl.RelativeTimeFormat("en", { numeric: "always" });
  for (const [unit, length] of SPANS) {
    if (Math.abs(ms) >= length) return words.format(Math.trunc(ms / length), unit);
  }
  return ms > 0 ? "in a moment" : "just now";
}
