import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calendarWindows } from "./windows.ts";

const ZONES = Intl.supportedValuesOf("timeZone");
const zones = fc.oneof(
  fc.constantFrom(...ZONES),
  fc.constantFrom(
    ...["Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns", "Africa/Cairo", "Asia/Gaza", "Antarctica/Troll"],
  ),
);
const kinds = fc.constantFrom("minute" as const, "hour" as const, "day" as const, "week" as const, "month" as const);
const instants = fc.oneof(
  fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2040, 0, 1) }),
  // Around changes of clocks that put the date back, skipped a day, or moved by half an hour.
  ...["2010-11-07T02:31:00Z", "2011-12-30T10:00:00Z", "2026-04-04T15:00:00Z", "2026-03-29T01:00:00Z"].map((text) =>
    fc.integer({ min: Date.parse(text) - 7_200_000, max: Date.parse(text) + 7_200_000 }),
  ),
);

describe("calendar windows", () => {
  it("every instant lies in one window, whose every instant names the same one", () => {
    fc.assert(
      fc.property(kinds, zones, instants, fc.double({ min: 0, max: 1, noNaN: true }), (kind, zone, nowMs, share) => {
        const { present, next } = calendarWindows(kind, zone, nowMs);
        const endMs = present.endMs ?? Number.POSITIVE_INFINITY;
        expect(present.startMs <= nowMs && nowMs < endMs).toBe(true);
        const within = Math.floor(present.startMs + share * (endMs - 1 - present.startMs));
        for (const instant of [present.startMs, within, endMs - 1]) {
          // Another zone between, so that nothing remembered answers.
          calendarWindows(kind, "Pacific/Chatham", 0);
          expect(calendarWindows(kind, zone, instant).present).toEqual(present);
        }
        expect(next?.startMs).toBe(endMs);
        expect(next?.id).not.toBe(present.id);
        expect(calendarWindows(kind, zone, present.startMs - 1).present.endMs).toBe(present.startMs);
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  it("a clock put back over midnight starts no day twice", () => {
    const first = calendarWindows("day", "America/St_Johns", Date.parse("2010-11-07T02:30:30Z")).present;
    const again = calendarWindows("day", "America/St_Johns", Date.parse("2010-11-07T03:15:00Z")).present;
    expect(first).toEqual(again);
    expect(first).toMatchObject({ id: "day:2010-11-07", startMs: Date.parse("2010-11-07T02:30:00Z") });
  });

  it("a day that a zone skipped is no window", () => {
    const { present, next } = calendarWindows("day", "Pacific/Apia", Date.parse("2011-12-30T09:00:00Z"));
    expect([present.id, next?.id]).toEqual(["day:2011-12-29", "day:2011-12-31"]);
    expect(next?.startMs).toBe(Date.parse("2011-12-30T10:00:00Z"));
  });
});
