/** Spans that end now. */
export const SINCE = ["1h", "24h", "7d", "30d"] as const;
export type Since = (typeof SINCE)[number];

export const SINCE_WORDS: Readonly<Record<Since, string>> = {
  "1h": "Last hour",
  "24h": "Last 24 hours",
  "7d": "Last 7 days",
  "30d": "Last 30 days",
};

const HOURS: Readonly<Record<Since, number>> = { "1h": 1, "24h": 24, "7d": 168, "30d": 720 };

/** When a span that ends now began. Pure. */
export function sinceInstant(since: Since, now: Date): Date {
  return new Date(now.getTime() - HOURS[since] * 3_600_000);
}

/** An instant as a field for local date and time takes it, in a zone: `2026-11-22T14:32`. Pure. */
export function toLocalField(instant: Date | null, timeZone: string): string {
  if (instant === null) return "";
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? "00";
  return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}

/** The instant that a local date and time means in a zone; null when it is none. Pure. */
export function fromLocalField(text: string, timeZone: string): Date | null {
  const asUtc = new Date(`${text}:00Z`);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) || Number.isNaN(asUtc.getTime())) return null;
  // Twice, since the offset at the first guess may be that of the other side of a change of clocks.
  let guess = asUtc;
  for (let round = 0; round < 2; round++) {
    const shown = new Date(`${toLocalField(guess, timeZone)}:00Z`);
    guess = new Date(guess.getTime() + asUtc.getTime() - shown.getTime());
  }
  return guess;
}
