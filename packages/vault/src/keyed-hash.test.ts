import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { areSameBytes, isSameHash } from "./keyed-hash.ts";

const LENGTH = 1 << 20;
const PAIRS = 150;

test("equal texts are the same, and nothing else is", () => {
  expect(isSameHash("abc", "abc")).toBe(true);
  for (const other of ["abd", "xbc", "ab", "abcd", ""]) expect(isSameHash("abc", other)).toBe(false);
});

test("P74: it takes as long to see a difference in the first place as in the last", () => {
  const bytes = randomBytes(LENGTH);
  const [first, last] = [Buffer.from(bytes), Buffer.from(bytes)];
  first.writeUInt8(first.readUInt8(0) ^ 1, 0);
  last.writeUInt8(last.readUInt8(LENGTH - 1) ^ 1, LENGTH - 1);
  const timeOf = (other: Buffer): number => {
    const since = process.hrtime.bigint();
    expect(areSameBytes(bytes, other)).toBe(false);
    return Number(process.hrtime.bigint() - since);
  };
  // In turns, so that whatever else the machine does meets both; the median forgets what met one.
  const pairs = Array.from({ length: PAIRS }, () => [timeOf(first), timeOf(last)] as const).slice(PAIRS / 3);
  const median = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[times.length >> 1] ?? 0;
  const ratio = median(pairs.map(([early]) => early)) / median(pairs.map(([, late]) => late));
  // One that ends at the first difference has a ratio near 0.
  expect(ratio).toBeGreaterThan(0.5);
  expect(ratio).toBeLessThan(2);
});
