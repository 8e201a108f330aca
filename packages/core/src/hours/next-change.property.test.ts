import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { isWithinHours, type LocalHours, nextHoursChange } from "./next-change.ts";
import { readOpeningHours } from "./opening-hours.ts";

const MINUTE_MS = 60_000;
const SPANS = ["Mon-Fri 09:00-18:00", "Sun 02:00-03:00", "Fri 22:00-06:00; Sat", "Mon-Sun 00:00-24:00", "01:30-01:31"];
const ZONES = [
  "UTC",
  "Europe/Paris",
  "America/New_York",
  "Australia/Lord_Howe",
  "Africa/Casablanca",
  "Asia/Kathmandu",
  "America/Santiago",
];

function local(text: string, zone: string): LocalHours {
  const hours = readOpeningHours(text);
  if (!hours) throw new Error(`no times of the week: ${text}`);
  return { hours, zone };
}

describe("when hours begin and end", () => {
  it.each([
    // 2026-11-23 is a Monday. Paris' clocks went back on 25 October and go forward on 28 March 2027.
    ["Mon-Fri 09:00-18:00", "Europe/Paris", "2026-11-23T12:00:30.123Z", "2026-11-23T17:00:00Z"],
    ["Mon-Fri 09:00-18:00", "Europe/Paris", "2026-10-23T16:00:00Z", "2026-10-26T08:00:00Z"],
    ["Mon-Fri 09:00-18:00", "Europe/Paris", "2027-03-26T17:00:00Z", "2027-03-29T07:00:00Z"],
    // An hour that is left out on 8 March and comes a week later; one that comes twice on 1 November.
    ["Sun 02:00-03:00", "America/New_York", "2026-03-07T12:00:00Z", "2026-03-15T06:00:00Z"],
    ["Sun 01:00-02:00", "America/New_York", "2026-11-01T05:00:00Z", "2026-11-01T07:00:00Z"],
    ["Mon-Sun", "UTC", "2026-11-23T12:00:00Z", null],
  ])("%s in %s after %s: %s", (text, zone, at, expected) => {
    const change = nextHoursChange(local(text, zone), Date.parse(at));
    expect(change).toBe(expected && Date.parse(expected));
  });

  test("the change found is one, and the minutes before it are as the beginning", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SPANS),
        fc.constantFrom(...ZONES),
        fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 0, 1) }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (text, zone, atMs, part) => {
          const hours = local(text, zone);
          const changeMs = nextHoursChange(hours, atMs);
          const isNow = isWithinHours(hours, atMs);
          const lastMs = (changeMs ?? atMs + 86_400_000) - 1;
          expect(isWithinHours(hours, lastMs)).toBe(isNow);
          expect(isWithinHours(hours, atMs + Math.floor((lastMs - atMs) * part))).toBe(isNow);
          if (changeMs !== null) {
            expect(changeMs).toBeGreaterThan(atMs);
            expect(changeMs % MINUTE_MS).toBe(0);
            expect(isWithinHours(hours, changeMs)).toBe(!isNow);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
