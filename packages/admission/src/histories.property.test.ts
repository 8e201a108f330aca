import { startRedis, type TestRedis, volume } from "@countersign/testkit";
import fc from "fast-check";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Admission } from "./admission.ts";
import type { AdmitItem } from "./admit.ts";
import { organizationPrefix } from "./keys.ts";
import {
  call,
  callsLimit,
  concurrencyLimit,
  connectAdmission,
  openedPlace,
  settlement,
  spendLimit,
} from "./test-calls.ts";

/** What the counters of one organization should be, told in the plainest way. */
interface Model {
  calls: bigint;
  spend: bigint;
  /** Reservation of each call that is out. */
  readonly running: Map<string, bigint>;
}

interface Caps {
  readonly calls: bigint;
  readonly spend: bigint;
  readonly concurrency: number;
}

type Step =
  | { readonly do: "admit"; readonly reserve: bigint; readonly by: 0 | 1 }
  | { readonly do: "again" | "resettle" | "reap"; readonly pick: number }
  | { readonly do: "settle"; readonly pick: number; readonly actual: bigint }
  | { readonly do: "refund"; readonly pick: number };

const pick = fc.nat(50);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("admit" as const),
      reserve: fc.bigInt(0n, 40n),
      by: fc.constantFrom(0 as const, 1 as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("settle" as const), pick, actual: fc.bigInt(0n, 60n) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("refund" as const), pick }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom("again" as const, "resettle" as const, "reap" as const), pick }),
  },
);
const caps: fc.Arbitrary<Caps> = fc.record({
  calls: fc.bigInt(0n, 12n),
  spend: fc.bigInt(0n, 200n),
  concurrency: fc.integer({ min: 1, max: 5 }),
});

describe("random histories", () => {
  let redis: TestRedis;
  let gateways: [Admission, Admission];
  let inspector: Redis;

  beforeAll(async () => {
    redis = await startRedis({ appendonly: false });
    gateways = [await connectAdmission(redis.url), await connectAdmission(redis.url)];
    inspector = new Redis(redis.url);
  });
  afterAll(async () => {
    inspector?.disconnect();
    for (const gateway of gateways ?? []) await gateway.close();
    await redis?.close();
  });

  it("two gateways and a sweeper agree with the model, and no cap is ever passed by an admission", async () => {
    await fc.assert(
      fc.asyncProperty(caps, fc.array(step, { minLength: 1, maxLength: 40 }), async (limits, steps) => {
        await new History(gateways, inspector, limits).run(steps);
      }),
      { numRuns: 120 },
    );
  }, 60_000);

  it("whatever races, admissions never pass a cap and the counters end as the settlements say", async () => {
    const burst = fc.array(fc.record({ reserve: fc.bigInt(0n, 30n), discount: fc.bigInt(0n, 30n) }), {
      minLength: 5,
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(fc.bigInt(0n, 300n), burst, async (cap, calls) => {
        const place = await openedPlace(gateways[0]);
        let outstanding = 0n;
        await Promise.all(
          calls.map(async ({ reserve, discount }, index) => {
            const gateway = gateways[index % 2 === 0 ? 0 : 1];
            const item = call(place, { limits: [spendLimit(cap, reserve)] });
            if ((await gateway.admit(item)).kind !== "OK") return;
            const charged = discount > reserve ? 0n : reserve - discount;
            outstanding += charged;
            await gateway.settle({ ...settlement(item), actualMicros: charged });
          }),
        );
        expect(outstanding).toBeLessThanOrEqual(cap);
        const [key] = await inspector.keys(`${organizationPrefix(place)}limit:*`);
        expect(key ? BigInt((await inspector.get(key)) ?? "0") : 0n).toBe(outstanding);
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it("no call is admitted by labels that its session no longer has, whatever sets, clears and ends meanwhile", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(labelStep, { minLength: 1, maxLength: 30 }), async (steps) => {
        await new LabelHistory(gateways, inspector).run(steps);
      }),
      { numRuns: volume({ ci: 60, soak: 3_000 }) },
    );
  }, 60_000);

  it("of calls that race, none that was decided without a label is admitted after the one that sets it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(30), fc.integer({ min: 2, max: 40 }), async (setter, size) => {
        const place = await openedPlace(gateways[0]);
        const admissions = await Promise.all(
          Array.from({ length: size }, async (_, index) => {
            const isSetter = index === setter % size;
            const sets = isSetter ? [{ label: "untrusted", forMs: 60_000, ruleId: "page" }] : [];
            const item = call(place, { labels: { session: SESSION, seen: [], sets } });
            return { isSetter, verdict: await gateways[index % 2 === 0 ? 0 : 1].admit(item) };
          }),
        );
        const set = admissions.find(({ isSetter }) => isSetter)?.verdict;
        if (set?.kind !== "OK") throw new Error(`the one that sets it got ${set?.kind}`);
        for (const { isSetter, verdict } of admissions) {
          if (isSetter) continue;
          if (verdict.kind === "OK") expect(verdict.sequence).toBeLessThan(set.sequence);
          else expect(verdict).toEqual({ kind: "RELABEL", labels: ["untrusted"] });
        }
      }),
      { numRuns: volume({ ci: 40, soak: 2_000 }) },
    );
  }, 60_000);
});

const SESSION = { instanceId: "ins_1", personId: null } as const;
const LABELS = ["untrusted", "customer-data", "v"] as const;
const someLabels = fc.uniqueArray(fc.constantFrom(...LABELS), { maxLength: 3 });

type LabelStep =
  | {
      readonly do: "admit";
      readonly by: 0 | 1;
      readonly sets: readonly string[];
      readonly wrong: readonly string[] | null;
    }
  | { readonly do: "settle" | "refund"; readonly pick: number }
  | { readonly do: "clear" }
  | { readonly do: "lose" | "reopen" };

const labelStep: fc.Arbitrary<LabelStep> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("admit" as const),
      by: fc.constantFrom(0 as const, 1 as const),
      sets: someLabels,
      wrong: fc.option(someLabels),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("settle" as const, "refund" as const), pick }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom({ do: "clear" as const }, { do: "lose" as const }, { do: "reopen" as const }),
  },
);

/** One session's labels in Redis and in the plainest model, side by side. */
class LabelHistory {
  readonly #gateways: readonly [Admission, Admission];
  readonly #inspector: Redis;
  readonly #flying: { readonly item: AdmitItem; readonly by: 0 | 1; readonly sets: readonly string[] }[] = [];
  #labels = new Set<string>();
  #cleared = 0;
  #place = { org: "", shard: 0 };

  constructor(gateways: readonly [Admission, Admission], inspector: Redis) {
    this.#gateways = gateways;
    this.#inspector = inspector;
  }

  async run(steps: readonly LabelStep[]): Promise<void> {
    this.#place = await openedPlace(this.#gateways[0]);
    for (const each of steps) {
      if (each.do === "admit") await this.#admit(each);
      else if (each.do === "clear") await this.#clear();
      else if (each.do === "lose") await this.#loseAndRebuild();
      else if (each.do === "reopen") await this.#reopen();
      else if (each.do === "settle" || each.do === "refund") await this.#end(each);
      expect(await this.#held()).toEqual(this.#now());
    }
  }

  async #admit({ by, sets, wrong }: Extract<LabelStep, { do: "admit" }>): Promise<void> {
    const now = this.#now();
    const seen = wrong ?? now;
    const marks = sets.map((label) => ({ label, forMs: 60_000, ruleId: "rule" }));
    const item = call(this.#place, { labels: { session: SESSION, seen, sets: marks } });
    const verdict = await this.#gateways[by].admit(item);
    if (JSON.stringify([...seen].sort()) !== JSON.stringify(now)) {
      expect(verdict).toEqual({ kind: "RELABEL", labels: now });
      return;
    }
    expect(verdict.kind).toBe("OK");
    this.#add(sets);
    this.#flying.push({ item, by, sets });
  }

  /** What comes back is new to the session, even if it was cleared meanwhile; what never left isn't. */
  async #end({ do: how, pick: index }: Extract<LabelStep, { do: "settle" | "refund" }>): Promise<void> {
    const [chosen] = this.#flying.splice(index % Math.max(1, this.#flying.length), 1);
    if (!chosen) return;
    const { item, by, sets } = chosen;
    const settled = await this.#gateways[by].settle({ ...settlement(item), isNothingSent: how === "refund" });
    expect(settled.kind).toBe("SETTLED_NOW");
    if (how === "settle") this.#add(sets);
  }

  async #clear(): Promise<void> {
    const state = await this.#gateways[0].organizationState(this.#place);
    if (state.kind !== "STATE") throw new Error(state.kind);
    await this.#gateways[1].clearLabels(this.#place, SESSION, state.sequence ?? 0);
    this.#labels = new Set();
    this.#cleared = state.sequence ?? 0;
  }

  /** Postgres is the one that has lost something: what Redis has stays, but for what was cleared. */
  async #reopen(): Promise<void> {
    await this.#gateways[0].closeOrganization(this.#place);
    const ledger = { version: 1, kills: [], counters: [], clears: [{ session: SESSION, sequence: this.#cleared }] };
    expect((await this.#gateways[0].openOrganization({ ...this.#place, ...ledger })).kind).toBe("OPENED");
    for (const { sets } of this.#flying) this.#add(sets);
  }

  /** The session's labels alone are gone from Redis: that is noticed, and nothing is decided until they are back. */
  async #loseAndRebuild(): Promise<void> {
    const before = await this.#gateways[0].readLabels(this.#place, [SESSION]);
    if (before.kind !== "LABELS") throw new Error(before.kind);
    const labels = before.labels[0] ?? [];
    const keys = await this.#inspector.keys(`${organizationPrefix(this.#place)}labels:*`);
    if (keys.length > 0) await this.#inspector.del(...keys);
    if (keys.length > 0)
      expect(await this.#gateways[0].readLabels(this.#place, [SESSION])).toMatchObject({ labels: [null] });
    const item = call(this.#place, { labels: { session: SESSION, seen: [] } });
    const verdict = await this.#gateways[0].check(item);
    expect(verdict.kind).toBe(keys.length > 0 ? "COLD" : "OK");
    if (keys.length === 0) return;
    const ledger = { version: 1, kills: [], counters: [], labels: [{ session: SESSION, labels }] };
    const opened = await this.#gateways[0].openOrganization({ ...this.#place, ...ledger });
    expect(opened.kind).toBe("OPENED");
    for (const { sets } of this.#flying) this.#add(sets);
  }

  #add(labels: readonly string[]): void {
    for (const label of labels) this.#labels.add(label);
  }

  #now(): string[] {
    return [...this.#labels].sort();
  }

  async #held(): Promise<string[] | null> {
    const held = await this.#gateways[1].readLabels(this.#place, [SESSION]);
    if (held.kind !== "LABELS") throw new Error(held.kind);
    return held.labels[0]?.map(({ label }) => label) ?? null;
  }
}

/** Plays one history against Redis and the model side by side. */
class History {
  readonly #gateways: readonly [Admission, Admission];
  readonly #inspector: Redis;
  readonly #caps: Caps;
  readonly #model: Model = { calls: 0n, spend: 0n, running: new Map() };
  readonly #items: { item: AdmitItem; by: 0 | 1; reserve: bigint }[] = [];
  #place = { org: "", shard: 0 };

  constructor(gateways: readonly [Admission, Admission], inspector: Redis, limits: Caps) {
    this.#gateways = gateways;
    this.#inspector = inspector;
    this.#caps = limits;
  }

  async run(steps: readonly Step[]): Promise<void> {
    this.#place = await openedPlace(this.#gateways[0]);
    for (const each of steps) {
      if (each.do === "admit") await this.#admit(each);
      else await this.#onOne(each);
      await this.#compare();
    }
  }

  async #admit({ reserve, by }: { reserve: bigint; by: 0 | 1 }): Promise<void> {
    const { calls, spend, concurrency } = this.#caps;
    const limits = [callsLimit(calls), spendLimit(spend, reserve), concurrencyLimit(concurrency)];
    const item = call(this.#place, { limits });
    const fits =
      this.#model.calls + 1n <= calls &&
      this.#model.spend + reserve <= spend &&
      this.#model.running.size + 1 <= concurrency;
    const verdict = await this.#gateways[by].admit(item);
    expect(verdict.kind).toBe(fits ? "OK" : "LIMITED");
    if (!fits) return;
    this.#items.push({ item, by, reserve });
    this.#model.calls += 1n;
    this.#model.spend += reserve;
    this.#model.running.set(item.callId, reserve);
  }

  async #onOne(each: Exclude<Step, { do: "admit" }>): Promise<void> {
    const chosen = this.#items[each.pick % Math.max(1, this.#items.length)];
    if (!chosen) return;
    const { item, by } = chosen;
    const gateway = this.#gateways[by];
    const reserved = this.#model.running.get(item.callId);
    if (each.do === "again") {
      expect((await gateway.admit(item)).kind).toBe(reserved === undefined ? "ENDED" : "OK");
      return;
    }
    if (each.do === "reap") {
      await this.#lapse(item, reserved);
      return;
    }
    const isRefund = each.do === "refund";
    const actual = each.do === "settle" ? each.actual : (reserved ?? 0n);
    const verdict = await gateway.settle({ ...settlement(item), actualMicros: actual, isNothingSent: isRefund });
    expect(verdict.kind === "SETTLED_NOW").toBe(reserved !== undefined);
    if (reserved === undefined) return;
    this.#model.running.delete(item.callId);
    const moved = this.#model.spend + (isRefund ? 0n : actual) - reserved;
    this.#model.spend = moved < 0n ? 0n : moved;
    if (isRefund) this.#model.calls -= 1n;
  }

  /** Lets a lease lapse by moving its end into the past, which is what time does. */
  async #lapse(item: AdmitItem, reserved: bigint | undefined): Promise<void> {
    const prefix = organizationPrefix(this.#place);
    await this.#inspector.zadd(`${prefix}leases`, "XX", 1, item.callId);
    for (const key of await this.#inspector.keys(`${prefix}conc:*`)) {
      await this.#inspector.zadd(key, "XX", 1, item.callId);
    }
    const verdict = await this.#gateways[1].reapLapsed(this.#place);
    if (verdict.kind !== "REAPED") throw new Error(verdict.kind);
    expect(verdict.calls.map(({ callId }) => callId)).toEqual(reserved === undefined ? [] : [item.callId]);
    this.#model.running.delete(item.callId);
  }

  async #compare(): Promise<void> {
    const prefix = organizationPrefix(this.#place);
    const keys = await this.#inspector.keys(`${prefix}limit:*`);
    const counters =
      keys.length === 0 ? [] : (await this.#inspector.mget(...keys)).map((value) => BigInt(value ?? "0"));
    const expected = this.#items.length === 0 ? [] : [this.#model.calls, this.#model.spend];
    const sort = (values: bigint[]): bigint[] => values.sort((a, b) => Number(a - b));
    expect(sort(counters)).toEqual(sort(expected));
    expect(await this.#inspector.hlen(`${prefix}inflight`)).toBe(this.#model.running.size);
    expect(await this.#inspector.zcard(`${prefix}leases`)).toBe(this.#model.running.size);
    expect(this.#model.calls <= this.#caps.calls).toBe(true);
  }
}
