import { createTestClock } from "@countersign/testkit";
import { expect, it } from "vitest";
import { MissLimiter } from "./miss-limiter.ts";

function limiter() {
  const clock = createTestClock();
  return { clock, misses: new MissLimiter({ maxMisses: 3, windowMs: 10_000, now: () => clock.now() }) };
}

it("an address that keeps naming organizations nobody knows is no longer looked up for", () => {
  const { misses } = limiter();
  for (let times = 0; times < 3; times += 1) {
    expect(misses.mayLook("10.0.0.1")).toBe(true);
    misses.noteMiss("10.0.0.1");
  }
  expect(misses.mayLook("10.0.0.1")).toBe(false);
  expect(misses.mayLook("10.0.0.2")).toBe(true);
});

it("may look again when the window is over", () => {
  const { clock, misses } = limiter();
  for (let times = 0; times < 5; times += 1) misses.noteMiss("10.0.0.1");
  clock.advance(10_000);
  expect(misses.mayLook("10.0.0.1")).toBe(true);
  misses.noteMiss("10.0.0.1");
  expect(misses.mayLook("10.0.0.1")).toBe(true);
});
