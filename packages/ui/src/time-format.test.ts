import { describe, expect, it } from "vitest";
import { formatAge, formatCountdown, formatInstant, formatMs } from "./time-format.ts";

const now = new Date("2026-11-22T15:00:00Z");

describe("times for people", () => {
  it("shows only the clock for an instant of the viewer's own day", () => {
    expect(formatInstant(new Date("2026-11-22T14:32:07Z"), now, "Europe/Paris")).toBe("15:32:07");
  });

  it("adds the date when the instant lies on another day in the viewer's zone", () => {
    expect(formatInstant(new Date("2026-11-22T14:32:07Z"), now, "Pacific/Auckland")).toBe("03:32:07");
    expect(formatInstant(new Date("2026-11-21T14:32:07Z"), now, "UTC")).toBe("21 Nov 2026, 14:32:07");
  });

  it.each([
    [28 * 60_000 + 41_000, "28:41"],
    [3_729_000, "1:02:09"],
    [999, "0:01"],
    [0, "0:00"],
    [-5000, "0:00"],
  ])("counts %d ms down as %s", (left, text) => {
    expect(formatCountdown(left)).toBe(text);
  });

  it.each([
    ["2026-11-22T14:59:30Z", "just now"],
    ["2026-11-22T14:48:00Z", "12 minutes ago"],
    ["2026-11-19T15:00:00Z", "3 days ago"],
    ["2026-12-06T15:00:00Z", "in 14 days"],
    ["2024-10-22T15:00:00Z", "2 years ago"],
  ])("tells %s as %s", (at, text) => {
    expect(formatAge(new Date(at), now)).toBe(text);
  });

  it.each([
    [0.42, "0.4"],
    [212.4, "212"],
    [30_000, "30,000"],
    [0, "0"],
  ])("shows a latency of %d ms as %s", (ms, text) => {
    expect(formatMs(ms)).toBe(text);
  });
});
