import { expect, test } from "vitest";
import { createTestClock } from "./clock.ts";

test("time moves only when told to", () => {
  const clock = createTestClock("2026-03-01T00:00:00Z");
  expect(clock.now()).toBe(Date.parse("2026-03-01T00:00:00Z"));
  expect(clock.advance(1500)).toBe(clock.now());
  expect(clock.date().toISOString()).toBe("2026-03-01T00:00:01.500Z");
  clock.set(0);
  expect(clock.now()).toBe(0);
});

test("a time that is none is refused", () => {
  expect(() => createTestClock("yesterday")).toThrow(RangeError);
  expect(() => createTestClock().advance(-1)).toThrow(RangeError);
});
