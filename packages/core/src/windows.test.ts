import { describe, expect, it } from "vitest";
import { calendarWindows, type WindowKind } from "./windows.ts";

const HOUR_MS = 3_600_000;
const at = (text: string) => Date.parse(text);

function lengthHours(kind: WindowKind, zone: string, instant: string): number {
  const { present } = calendarWindows(kind, zone, at(instant));
  return ((present.endMs ?? 0) - present.startMs) / HOUR_MS;
}

describe("calendarWindows", () => {
  it.each([
    ["day", "UTC", "2026-11-22T23:59:59.999Z", "day:2026-11-22"],
    ["day", "Europe/Paris", "2026-11-22T23:30:00Z", "day:2026-11-23"],
    ["day", "America/Los_Angeles", "2026-11-23T07:59:59Z", "day:2026-11-22"],
    ["day", "Asia/Kathmandu", "2026-11-22T18:15:00Z", "day:2026-11-23"],
    ["week", "UTC", "2026-11-22T12:00:00Z", "week:2026-11-16"],
    ["week", "UTC", "2026-11-23T00:00:00Z", "week:2026-11-23"],
    ["month", "UTC", "2026-12-31T12:00:00Z", "month:2026-12-01"],
    ["minute", "Europe/Paris", "2026-11-22T12:34:56Z", "minute:2026-11-22T12:34Z"],
    ["hour", "UTC", "2026-11-22T12:34:56Z", "hour:2026-11-22T12:00Z"],
  ] as const)("%s in %s at %s is %s", (kind, zone, instant, id) => {
    expect(calendarWindows(kind, zone, at(instant)).present.id).toBe(id);
  });

  it("a day of daylight-saving change is as long as it really is", () => {
    expect(lengthHours("day", "Europe/Paris", "2026-10-25T12:00:00Z")).toBe(25);
    expect(lengthHours("day", "Europe/Paris", "2026-03-29T12:00:00Z")).toBe(23);
    expect(lengthHours("day", "Australia/Lord_Howe", "2026-04-05T00:00:00Z")).toBe(24.5);
  });

  it("a day whose midnight is skipped starts at the first instant of its date", () => {
    const { present } = calendarWindows("day", "Africa/Cairo", at("2026-04-24T12:00:00Z"));
    expect(new Date(present.startMs).toISOString()).toBe("2026-04-23T22:00:00.000Z");
  });

  it("the next window starts where the present one ends", () => {
    for (const kind of ["minute", "hour", "day", "week", "month"] as const) {
      const { present, next } = calendarWindows(kind, "America/Sao_Paulo", at("2026-11-30T23:59:00Z"));
      expect(next?.startMs).toBe(present.endMs);
    }
  });

  it("total never ends", () => {
    expect(calendarWindows("total", "UTC", 0)).toEqual({
      present: { id: "total", startMs: 0, endMs: null },
      next: null,
    });
  });

  it("an unknown time zone is an error, not UTC", () => {
    expect(() => calendarWindows("day", "Mars/Olympus", 0)).toThrow(RangeError);
  });
});
