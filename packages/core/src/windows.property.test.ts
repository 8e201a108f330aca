import fc from "fast-check";
import { expect, it } from "vitest";
import { calendarWindows } from "./windows.ts";

const zones = fc.constantFrom(
  "UTC",
  "Europe/Paris",
  "America/New_York",
  "Asia/Kolkata",
  "Pacific/Apia",
  "Africa/Cairo",
);
const kinds = fc.constantFrom("minute" as const, "hour" as const, "day" as const, "week" as const, "month" as const);
const instants = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2040, 0, 1) });

it("every instant lies in its window, and every instant of a window names the same window", () => {
  fc.assert(
    fc.property(kinds, zones, instants, (kind, zone, nowMs) => {
      const { present, next } = calendarWindows(kind, zone, nowMs);
      const endMs = present.endMs ?? Number.POSITIVE_INFINITY;
      expect(present.startMs <= nowMs && nowMs < endMs).toBe(true);
      expect(calendarWindows(kind, zone, present.startMs).present).toEqual(present);
      expect(calendarWindows(kind, zone, endMs - 1).present).toEqual(present);
      expect(next?.id).not.toBe(present.id);
    }),
    { numRuns: 60 },
  );
});
