import { describe, expect, it } from "vitest";
import { fromLocalField, sinceInstant, toLocalField } from "./time-range.ts";

describe("a range of time", () => {
  it.each([
    ["2026-11-22T14:32:00.000Z", "UTC", "2026-11-22T14:32"],
    ["2026-11-22T14:32:00.000Z", "Europe/Paris", "2026-11-22T15:32"],
    ["2026-07-01T00:10:00.000Z", "America/New_York", "2026-06-30T20:10"],
    ["2026-11-21T23:00:00.000Z", "Pacific/Auckland", "2026-11-22T12:00"],
    ["2026-03-29T01:30:00.000Z", "Europe/Paris", "2026-03-29T03:30"],
  ])("%s in %s is written and read as %s", (instant, zone, text) => {
    expect(toLocalField(new Date(instant), zone)).toBe(text);
    expect(fromLocalField(text, zone)?.toISOString()).toBe(instant);
  });

  it.each(["", "2026-13-01T00:00", "2026-11-22", "soon"])("%j is no instant", (text) => {
    expect(fromLocalField(text, "UTC")).toBeNull();
  });

  it("counts spans back from now", () => {
    expect(sinceInstant("7d", new Date("2026-11-22T12:00:00Z")).toISOString()).toBe("2026-11-15T12:00:00.000Z");
  });
});
