import type { Admission, AdmitItem, LimitUse, Place } from "@countersign/admission";
import type { CallRecord, LimitTouch } from "@countersign/contracts";
import { calendarWindows } from "@countersign/core";
import fc from "fast-check";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { makeOrganization, type TestStores } from "../approvals/test-organization.ts";
import { openOrganization } from "../audit/open-organization.ts";
import { callRecordOf } from "../audit/test-records.ts";
import { openShard, type TestShard } from "../audit/test-shard.ts";
import { recountLimits } from "./recount.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const ACTOR = { kind: "system", id: null, name: "Test" } as const;
const SCOPE = { kind: "agent", id: "agt_1" } as const;

function limitsOf(reserveMicros: bigint): LimitUse[] {
  const windows = calendarWindows("month", "UTC", Date.now());
  const total = calendarWindows("total", "UTC", Date.now());
  return [
    { kind: "calls", id: "a", rule: "rule-a", scope: SCOPE, max: 1_000n, windows },
    { kind: "concurrency", id: "b", rule: "rule-a", scope: SCOPE, max: 1_000 },
    {
      kind: "spend",
      id: "c",
      rule: "rule-a",
      name: "own",
      scope: SCOPE,
      max: 1_000_000n,
      reserveMicros,
      windows: total,
    },
  ];
}

function touchesOf(limits: readonly LimitUse[], spent: bigint): LimitTouch[] {
  return limits.map((use) => {
    const window = "windows" in use ? use.windows.present : null;
    const { id, kind, rule, scope } = use;
    return {
      ...{ id, kind, rule, scope, name: use.name ?? null, windowId: window?.id ?? null },
      windowEndMs: window?.endMs ?? null,
      amount: kind === "spend" ? spent.toString() : "1",
    };
  });
}

interface Made {
  readonly item: AdmitItem;
  readonly limits: readonly LimitUse[];
  readonly record: CallRecord;
}

describe("counting again", () => {
  let shard: TestShard;
  let stores: TestStores;
  let admission: Admission;
  let inspector: Redis;
  let write: () => Promise<void>;

  beforeAll(async () => {
    shard = await openShard();
    ({ stores, admission, inspector, write } = shard);
  });
  afterAll(() => shard?.close());

  async function openPlace(): Promise<Place> {
    const { id } = await makeOrganization(stores);
    const place = { org: id, shard: 0 };
    expect(await openOrganization({ db: stores.worker, admission }, place)).toBe("OPENED");
    return place;
  }

  async function admit(place: Place, reserve: bigint): Promise<Made> {
    const limits = limitsOf(reserve);
    const base = callRecordOf(place.org);
    const record = { ...base, reservedMicros: reserve.toString() };
    const unknown = { ...callRecordOf(place.org), callId: record.callId, outcome: "unknown" as const };
    const item: AdmitItem = {
      ...place,
      snapshotVersion: 1,
      callId: record.callId,
      killKeys: [],
      limits,
      leaseMs: 60_000,
      unknownRecord: JSON.stringify({ ...unknown, limits: touchesOf(limits, reserve) }),
    };
    expect((await admission.admit(item)).kind).toBe("OK");
    return { item, limits, record };
  }

  /** As a gateway ends a call: an answer that comes too late is an amendment. */
  async function end({ item, limits, record }: Made, actual: bigint | null): Promise<void> {
    const ended = { ...record, limits: actual === null ? [] : touchesOf(limits, actual) };
    const { org, shard, callId } = item;
    const settle = {
      ...{ org, shard, callId, record: JSON.stringify(ended) },
      ...(actual === null ? { isNothingSent: true } : { actualMicros: actual }),
    };
    const settled = await admission.settle(settle);
    if (settled.kind === "ORPHANED") await admission.amend(settle);
  }

  async function lapse(place: Place, { item }: Made): Promise<void> {
    await inspector.zadd(`{s00}:${place.org}:leases`, "XX", 1, item.callId);
    await admission.reapLapsed(place);
  }

  const recount = async (place: Place, isFix = false) => {
    const counted = await recountLimits(
      { db: stores.worker, admission },
      { organizationId: place.org, isFix, actor: ACTOR },
    );
    if (counted.kind !== "RECOUNTED") throw new Error(JSON.stringify(counted));
    return counted;
  };

  it("finds a corrupted, a lost and an unfounded counter, and mends them while calls go on", async () => {
    const place = await openPlace();
    const calls = [await admit(place, 400n), await admit(place, 300n), await admit(place, 50n)];
    if (calls[0]) await end(calls[0], 250n);
    expect(await recount(place)).toMatchObject({ counters: 3, differences: [], ledgerFaults: [] });
    await write();
    const keys = await inspector.keys(`{s00}:${place.org}:limit:*`);
    const spendKey = keys.find((key) => key.endsWith(".total")) ?? "";
    const callsKey = keys.find((key) => key !== spendKey) ?? "";
    await inspector.set(spendKey, "7");
    await inspector.del(callsKey);
    const phantom = `{s00}:${place.org}:limit:${"0".repeat(64)}.total`;
    await inspector.set(phantom, "12");
    const [conc = ""] = await inspector.keys(`{s00}:${place.org}:conc:*`);
    await inspector.zadd(conc, Date.now() + 60_000, "cal_ghost");
    const found = await recount(place);
    expect(found.differences).toHaveLength(4);
    expect(found.differences).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ key: spendKey, expected: 600n, actual: 7n }),
        expect.objectContaining({ key: callsKey, expected: 3n, actual: 0n }),
        { key: phantom, name: null, expected: 0n, actual: 12n },
        { key: conc, name: null, expected: 2n, actual: 3n },
      ]),
    );
    expect(found.differences.find(({ key }) => key === spendKey)?.name).toEqual({
      ...{ kind: "spend", rule: "rule-a", limitName: "own", scopeKind: "agent", scopeId: "agt_1" },
      windowId: "total",
    });
    expect(found.isMended).toBe(false);
    expect(await inspector.get(spendKey)).toBe("7");
    expect(await recount(place, true)).toMatchObject({ isMended: true });
    expect(await recount(place)).toMatchObject({ differences: [] });
    expect(await inspector.mget(spendKey, callsKey)).toEqual(["600", "3"]);
    expect(await inspector.pexpiretime(callsKey)).toBeGreaterThan(Date.now());
    if (calls[1]) await end(calls[1], 300n);
    await write();
    expect(await recount(place)).toMatchObject({ differences: [], ledgerFaults: [] });
  });

  it("a counter that holds no number is found and starts over", async () => {
    const place = await openPlace();
    await admit(place, 400n);
    const [key = ""] = await inspector.keys(`{s00}:${place.org}:limit:*.total`);
    await inspector.set(key, "nonsense");
    expect((await recount(place, true)).differences).toMatchObject([{ key, expected: 400n, actual: null }]);
    expect(await inspector.get(key)).toBe("400");
  });

  it("a ledger that isn't what its records say is told by record", async () => {
    const place = await openPlace();
    const call = await admit(place, 400n);
    await end(call, 400n);
    await write();
    await stores.worker.system(async ({ tx }) => {
      await tx.$executeRaw`
        INSERT INTO ledger_entries ("organizationId", "recordId", position, kind, rule, "limitName", "scopeKind",
          "scopeId", "windowId", "windowEndMs", amount, at)
        VALUES (${place.org}, ${call.record.id}, 7, 'spend', 'rule-a', '', 'agent', 'agt_1', 'total', NULL, 9, now())`;
    });
    const counted = await recount(place);
    expect(counted.ledgerFaults).toEqual([{ recordId: call.record.id, what: "unfounded" }]);
    expect(counted.differences).toHaveLength(1);
  });

  it("a closed organization, and one that isn't there, are said to be so", async () => {
    const place = await openPlace();
    await admission.closeOrganization(place);
    const deps = { db: stores.worker, admission };
    const ask = (organizationId: string) => recountLimits(deps, { organizationId, isFix: true, actor: ACTOR });
    expect(await ask(place.org)).toEqual({ kind: "CLOSED" });
    expect(await ask("org_none")).toEqual({ kind: "UNKNOWN_ORGANIZATION" });
  });

  it("P46: whatever is refunded, repeated, late or lost, the ledger is what counting again gives", async () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ do: fc.constant("admit" as const), micros: fc.bigInt(0n, 500n) }) },
      {
        weight: 6,
        arbitrary: fc.record({
          do: fc.constantFrom(
            "settle" as const,
            "refund" as const,
            "lapse" as const,
            "again" as const,
            "write" as const,
          ),
          pick: fc.nat(20),
          micros: fc.bigInt(0n, 700n),
        }),
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 25 }), async (steps) => {
        const place = await openPlace();
        const made: Made[] = [];
        /** What each call was charged in the end: the first truth about it, whoever repeats it. */
        const charged = new Map<string, bigint | null>();
        const isEnded = new Set<string>();
        for (const each of steps) {
          if (each.do === "admit") {
            const call = await admit(place, each.micros);
            made.push(call);
            charged.set(call.item.callId, each.micros);
            continue;
          }
          if (each.do === "write") await write();
          const call = made[each.pick % Math.max(1, made.length)];
          if (!call || each.do === "write") continue;
          const { callId } = call.item;
          if (each.do === "again") await admission.admit(call.item);
          if (each.do === "lapse") await lapse(place, call);
          if (each.do !== "settle" && each.do !== "refund") continue;
          const actual = each.do === "refund" ? null : each.micros;
          await end(call, actual);
          if (!isEnded.has(callId)) charged.set(callId, actual);
          isEnded.add(callId);
        }
        expect((await recount(place)).differences).toEqual([]);
        for (const call of made) {
          if (!isEnded.has(call.item.callId)) await lapse(place, call);
        }
        await write();
        const counted = await recount(place);
        expect(counted).toMatchObject({ differences: [], ledgerFaults: [] });
        const spent = [...charged.values()].reduce<bigint>((sum, micros) => sum + (micros ?? 0n), 0n);
        const [key] = await inspector.keys(`{s00}:${place.org}:limit:*.total`);
        expect(key === undefined ? 0n : BigInt((await inspector.get(key)) ?? "0")).toBe(spent);
      }),
      { numRuns: 20 },
    );
  });
});
