import { expect, it } from "vitest";
import { offsetOf, timeZoneOptions } from "./time-zones.ts";

const SUMMER = new Date("2026-07-01T12:00:00Z");
const WINTER = new Date("2026-12-01T12:00:00Z");

it.each([
  ["UTC", SUMMER, "UTC+00:00"],
  ["Europe/Zurich", SUMMER, "UTC+02:00"],
  ["Europe/Zurich", WINTER, "UTC+01:00"],
  ["America/St_Johns", WINTER, "UTC-03:30"],
  ["Asia/Kathmandu", WINTER, "UTC+05:45"],
])("%s at %s is %s", (zone, at, offset) => {
  expect(offsetOf(zone, at)).toBe(offset);
});

it("offers UTC and every zone once, found by its words and its offset", () => {
  const options = timeZoneOptions(WINTER);
  expect(new Set(options.map(({ value }) => value)).size).toBe(options.length);
  expect(options).toContainEqual({ value: "UTC", label: "UTC", hint: "UTC+00:00" });
  expect(options).toContainEqual({ value: "America/New_York", label: "America/New York", hint: "UTC-05:00" });
});
