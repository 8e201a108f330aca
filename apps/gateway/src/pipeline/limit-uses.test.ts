import type { LimitSpec } from "@countersign/policy";
import { describe, expect, it } from "vitest";
import type { Caller } from "../identity/caller.ts";
import { limitTouches, limitUses } from "./limit-uses.ts";

const caller: Caller = {
  organizationId: "org_1",
  shard: 0,
  agent: { id: "agt_1", name: "scout", title: "Scout", tags: [], stopped: null },
  instance: { id: null, name: "default", isProved: false },
  keyId: "key_1",
  ip: null,
  connectionIds: null,
};
const NOON = Date.UTC(2026, 10, 22, 12);
const price = { reserveMicros: 250_000n, timeZones: { present: "UTC", earlier: [] }, nowMs: NOON };
const calls: LimitSpec = {
  ruleUid: "rul_1",
  ruleId: "search",
  owner: null,
  limitId: null,
  kind: "calls",
  scope: "agent",
  scopeId: "agt_1",
  window: { kind: "calendar", per: "day" },
  max: 50n,
  identity: "",
};

function useOf(change: Partial<LimitSpec>, at = price) {
  const [use] = limitUses([{ ...calls, ...change }], caller, at);
  if (!use) throw new Error("no use");
  return use;
}

describe("limitUses", () => {
  it("counts calls in the window of the organization's time zone, with the next one at hand", () => {
    expect(useOf({})).toMatchObject({
      kind: "calls",
      id: "search/calls-day",
      rule: "rul_1",
      scope: { kind: "agent", id: "agt_1" },
      max: 50n,
      windows: { present: { id: "day:2026-11-22" }, next: { id: "day:2026-11-23" } },
    });
    const evening = { ...price, nowMs: Date.UTC(2026, 10, 22, 20) };
    expect(useOf({}, { ...evening, timeZones: { present: "Asia/Tokyo", earlier: [] } })).toMatchObject({
      windows: { present: { id: "day:2026-11-23" } },
    });
  });

  it("reserves the price of the call from spend", () => {
    expect(useOf({ kind: "spend", max: 10_000_000n })).toMatchObject({
      kind: "spend",
      id: "search/spend-day",
      max: 10_000_000n,
      reserveMicros: 250_000n,
    });
  });

  it("takes smooth rates and concurrency without windows", () => {
    expect(useOf({ window: { kind: "smooth", everyMs: 90_000 } })).toMatchObject({
      kind: "rate",
      max: 50,
      everyMs: 90_000,
    });
    const concurrent = useOf({ kind: "concurrency", window: { kind: "concurrent" }, max: 2n });
    expect(concurrent).toMatchObject({ kind: "concurrency", max: 2, id: "search/concurrency-concurrent" });
    expect(concurrent).not.toHaveProperty("windows");
  });

  it("refuses a smooth rate of spend, which admission can't check", () => {
    expect(() => useOf({ kind: "spend", window: { kind: "smooth", everyMs: 1_000 } })).toThrow(RangeError);
  });

  it("counts what belongs to the whole organization under the organization", () => {
    const own = { ruleUid: null, ruleId: null, scope: "organization", scopeId: "" } as const;
    expect(useOf(own)).toMatchObject({
      id: "organization/calls-day",
      rule: "org_1",
      scope: { kind: "organization", id: "org_1" },
    });
  });

  it("names a limit by its own id where it has one, so that two alike are two", () => {
    expect(useOf({ limitId: "burst" })).toMatchObject({ id: "search/burst", name: "burst" });
    expect(useOf({})).not.toHaveProperty("name");
  });
});

describe("limitTouches", () => {
  it("keeps a limit's own id, by which its count is found again", () => {
    const named = limitUses([{ ...calls, limitId: "burst" }], caller, price);
    expect(limitTouches(named, [null], 0n)).toMatchObject([{ name: "burst", id: "search/burst" }]);
  });

  const uses = limitUses(
    [
      calls,
      { ...calls, kind: "spend", max: 1_000_000n },
      { ...calls, kind: "concurrency", window: { kind: "concurrent" } },
    ],
    caller,
    price,
  );
  const window = { id: "day:2026-11-22", startMs: 0, endMs: NOON };

  it("notes one call for each and the money for spend, in the window it was counted in", () => {
    expect(limitTouches(uses, [window, window, null], 4_000n)).toMatchObject([
      { kind: "calls", amount: "1", windowId: "day:2026-11-22", windowEndMs: NOON, name: null },
      { kind: "spend", amount: "4000", windowId: "day:2026-11-22", windowEndMs: NOON },
      { kind: "concurrency", amount: "1", windowId: null, windowEndMs: null },
    ]);
  });
});
