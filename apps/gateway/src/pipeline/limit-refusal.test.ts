import type { Limited } from "@countersign/admission";
import { refusalSchema } from "@countersign/contracts";
import { describe, expect, it } from "vitest";
import { limitRefusal } from "./limit-refusal.ts";

const NOW = Date.UTC(2026, 10, 22, 23, 59, 0);
const limited: Limited = {
  kind: "LIMITED",
  limitId: "search/calls-day",
  limitKind: "calls",
  used: 50n,
  max: 50n,
  resetsAtMs: NOW + 60_000,
};

describe("a refusal by a limit", () => {
  it.each<[Limited["limitKind"], string, number, RegExp]>([
    ["calls", "limit.calls.reached", 429, /limit of 50 calls .* 50 used/],
    ["spend", "limit.spend.reached", 402, /limit of \$0\.00005 of spend .* \$0\.00005 used/],
    ["rate", "limit.rate.reached", 429, /50 calls in the interval/],
    ["concurrency", "limit.concurrency.reached", 429, /50 calls at once/],
  ])("on %s has its code, status and words", (limitKind, code, status, words) => {
    const told = limitRefusal({ ...limited, limitKind }, ["search"], NOW);
    expect(refusalSchema.parse(told)).toMatchObject({ code, status, rules: ["search"] });
    expect(told.detail).toMatch(words);
    expect(told.detail).toContain("Nothing ran.");
  });

  it("says exactly what is used, the maximum, and when there is room again", () => {
    const told = limitRefusal({ ...limited, limitKind: "spend", used: 9_100_000n, max: 10_000_000n }, [], NOW);
    expect(told.limit).toEqual({
      id: "search/calls-day",
      kind: "spend",
      used: "9100000",
      max: "10000000",
      resetsAt: "2026-11-23T00:00:00.000Z",
    });
    expect(told.retryAfterMs).toBe(60_000);
    expect(told.detail).toContain("$9.1");
  });

  it("of a limit that never resets says so and gives no time", () => {
    const told = limitRefusal({ ...limited, resetsAtMs: null }, [], NOW);
    expect(told.limit).not.toHaveProperty("resetsAt");
    expect(told).not.toHaveProperty("retryAfterMs");
    expect(told.detail).toContain("doesn't reset by itself");
  });

  it("whose reset is already past asks for no negative wait, and for whole milliseconds", () => {
    expect(limitRefusal({ ...limited, resetsAtMs: NOW - 5 }, [], NOW).retryAfterMs).toBe(0);
    expect(limitRefusal({ ...limited, resetsAtMs: NOW + 0.2 }, [], NOW).retryAfterMs).toBe(1);
  });
});
