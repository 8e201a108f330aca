import { startRedis, type TestRedis } from "@countersign/testkit";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Admission } from "./admission.ts";
import { organizationPrefix, type Place } from "./keys.ts";
import type { StreamedRecord } from "./records.ts";
import {
  call,
  callsLimit,
  concurrencyLimit,
  connectAdmission,
  openedPlace,
  settlement,
  spendLimit,
  tally,
} from "./test-calls.ts";

const SHORT_LEASE_MS = 30;

describe("how calls end", () => {
  let redis: TestRedis;
  let admission: Admission;
  let inspector: Redis;

  beforeAll(async () => {
    redis = await startRedis();
    admission = await connectAdmission(redis.url);
    inspector = new Redis(redis.url);
  });
  afterAll(async () => {
    inspector?.disconnect();
    await admission?.close();
    await redis?.close();
  });

  async function recordsOf({ org, shard }: Place): Promise<StreamedRecord[]> {
    const read = await admission.readRecords({ shard, after: "0-0", count: 10_000 });
    if (read.kind !== "RECORDS") throw new Error(read.kind);
    return read.records.filter((record) => record.org === org);
  }

  async function spent({ org }: Place): Promise<string[]> {
    const keys = await inspector.keys(`*:${org}:limit:*`);
    return keys.length === 0 ? [] : (await inspector.mget(...keys)).map(String).sort();
  }

  async function redisNowMs(): Promise<number> {
    const [seconds, micros] = await inspector.time();
    return Number(seconds) * 1000 + Number(micros) / 1000;
  }

  /** Waits, by Redis' clock, until the lease of a call is over, and reaps. */
  async function reapAll(place: Place): Promise<string[]> {
    const reaped: string[] = [];
    await expect
      .poll(async () => {
        const verdict = await admission.reapLapsed(place);
        if (verdict.kind === "REAPED") reaped.push(...verdict.calls.map(({ callId }) => callId));
        return reaped.length;
      })
      .toBeGreaterThan(0);
    return reaped;
  }

  describe("settling", () => {
    it("a settled call leaves one record, with its own text, whatever is in it", async () => {
      const place = await openedPlace(admission);
      const item = call(place);
      await admission.admit(item);
      const record = JSON.stringify({ text: 'line\nbreak "quote" ✓ \u0000 {}' });
      const first = await admission.settle({ ...settlement(item), record });
      expect(first.kind).toBe("SETTLED_NOW");
      const again = await admission.settle({ ...settlement(item), record });
      expect(again).toEqual({ kind: "SETTLED", streamId: first.kind === "SETTLED_NOW" ? first.streamId : "" });
      expect(await recordsOf(place)).toMatchObject([{ kind: "settled", callId: item.callId, record }]);
    });

    it("50 racing settles of one call charge and record it once", async () => {
      const place = await openedPlace(admission);
      const item = call(place, { limits: [spendLimit(1000n, 100n)] });
      await admission.admit(item);
      const settles = Array.from({ length: 50 }, () => admission.settle({ ...settlement(item), actualMicros: 40n }));
      expect(tally(await Promise.all(settles))).toEqual({ SETTLED_NOW: 1, SETTLED: 49 });
      expect(await spent(place)).toEqual(["40"]);
      expect(await recordsOf(place)).toHaveLength(1);
    });

    it("a call that was never admitted can't be settled", async () => {
      const place = await openedPlace(admission);
      expect((await admission.settle(settlement(call(place)))).kind).toBe("ORPHANED");
      expect(await recordsOf(place)).toEqual([]);
    });

    it("spend never falls below zero, and a counter that is gone is not made again", async () => {
      const place = await openedPlace(admission);
      const item = call(place, { limits: [spendLimit(1000n, 100n)] });
      await admission.admit(item);
      const [key] = await inspector.keys(`*:${place.org}:limit:*`);
      await inspector.set(key ?? "", "60");
      await admission.settle({ ...settlement(item), actualMicros: 0n });
      expect(await spent(place)).toEqual(["0"]);
      const second = call(place, { limits: [spendLimit(1000n, 100n)] });
      await admission.admit(second);
      await inspector.del(key ?? "");
      await admission.settle({ ...settlement(second), actualMicros: 900n });
      expect(await spent(place)).toEqual([]);
    });

    it("settling keeps a counter's time to live", async () => {
      const place = await openedPlace(admission);
      const item = call(place, { limits: [spendLimit(1000n, 100n)] });
      await admission.admit(item);
      const [key] = await inspector.keys(`*:${place.org}:limit:*`);
      const before = await inspector.pexpiretime(key ?? "");
      await inspector.set(key ?? "", "10", "KEEPTTL");
      await admission.settle({ ...settlement(item), actualMicros: 0n });
      expect(await inspector.pexpiretime(key ?? "")).toBe(before);
      expect(before).toBeGreaterThan(Date.now());
    });

    it("the sequence rises with each admission and each settlement", async () => {
      const place = await openedPlace(admission);
      const item = call(place);
      const admitted = await admission.admit(item);
      const settled = await admission.settle(settlement(item));
      if (admitted.kind !== "OK" || settled.kind !== "SETTLED_NOW") throw new Error("not settled");
      expect(settled.sequence).toBe(admitted.sequence + 1);
    });
  });

  describe("the same call again", () => {
    it("a known id answers as the first time and reserves nothing more", async () => {
      const place = await openedPlace(admission);
      const item = call(place, { limits: [callsLimit(5n)] });
      const first = await admission.admit(item);
      const again = await admission.admit(item);
      if (first.kind !== "OK" || again.kind !== "OK") throw new Error("not admitted");
      expect(again.sequence).toBe(first.sequence);
      expect(again.leaseUntilMs).toBe(first.leaseUntilMs);
      expect(again.windows).toEqual(first.windows);
      expect(await spent(place)).toEqual(["1"]);
    });

    it("a call that has ended can't be admitted again", async () => {
      const place = await openedPlace(admission);
      const item = call(place);
      await admission.admit(item);
      await admission.settle(settlement(item));
      expect((await admission.admit(item)).kind).toBe("ENDED");
    });

    it("another process can't take a call id that is in flight", async () => {
      const place = await openedPlace(admission);
      const other = await connectAdmission(redis.url);
      const item = call(place);
      await admission.admit(item);
      expect((await other.admit(item)).kind).toBe("INVALID");
      await other.close();
    });

    it("a denial's record is appended once per call id", async () => {
      const place = await openedPlace(admission);
      const item = { ...call(place), record: '{"decision":"deny"}' };
      const verdicts = await Promise.all([1, 2, 3].map(() => admission.record(item)));
      expect(tally(verdicts)).toEqual({ OK: 3 });
      expect(await recordsOf(place)).toMatchObject([{ kind: "recorded", record: '{"decision":"deny"}' }]);
    });
  });

  describe("permits", () => {
    const permit = { approvalId: "apr_1", attempt: 1 };

    it("50 racing calls use one permit once", async () => {
      const place = await openedPlace(admission);
      const verdicts = await Promise.all(Array.from({ length: 50 }, () => admission.admit(call(place, { permit }))));
      expect(tally(verdicts)).toEqual({ OK: 1, PERMIT_USED: 49 });
      expect(await admission.voidPermit(place, { ...permit, mark: 0 })).toEqual({ kind: "USED" });
    });

    it("one attempt in two processes runs in one", async () => {
      const place = await openedPlace(admission);
      const other = await connectAdmission(redis.url);
      const item = call(place, { callId: "apr_1.1", permit });
      const verdicts = await Promise.all([admission.admit(item), other.admit(item)]);
      expect(tally(verdicts)).toEqual({ OK: 1, PERMIT_USED: 1 });
      await other.close();
    });

    it("a void permit admits nothing and reserves nothing; the next attempt has its own", async () => {
      const place = await openedPlace(admission);
      expect(await admission.voidPermit(place, { ...permit, mark: 0 })).toEqual({ kind: "VOID" });
      expect(await admission.voidPermit(place, { ...permit, mark: 0 })).toEqual({ kind: "VOID" });
      const limits = [callsLimit(5n)];
      expect((await admission.admit(call(place, { permit, limits }))).kind).toBe("PERMIT_VOID");
      expect(await spent(place)).toEqual([]);
      expect((await admission.admit(call(place, { permit: { ...permit, attempt: 2 }, limits }))).kind).toBe("OK");
    });

    it("a refusal by a limit comes before the permit is used", async () => {
      const place = await openedPlace(admission);
      expect((await admission.admit(call(place, { permit, limits: [callsLimit(0n)] }))).kind).toBe("LIMITED");
      expect(await admission.voidPermit(place, { ...permit, mark: 0 })).toEqual({ kind: "VOID" });
    });

    it("P28: while Redis has lost something, no permit is void that may have been used", async () => {
      const place = await openedPlace(admission);
      const admitted = await admission.admit(call(place, { permit }));
      const sequence = admitted.kind === "OK" ? admitted.sequence : 0;
      const prefix = organizationPrefix(place);
      await inspector.del(`${prefix}permit:apr_1.1`);
      expect(await admission.voidPermit(place, { ...permit, mark: sequence + 1 })).toEqual({ kind: "COLD" });
      await inspector.del(`${prefix}open`);
      expect(await admission.voidPermit(place, { ...permit, mark: 0 })).toEqual({ kind: "COLD" });
      expect(await inspector.exists(`${prefix}permit:apr_1.1`)).toBe(0);
    });
  });

  describe("lapsed leases", () => {
    it("are recorded as unknown, charged at the reservation, and free their concurrency once", async () => {
      const place = await openedPlace(admission);
      const limits = [spendLimit(1000n, 100n), concurrencyLimit(1), callsLimit(10n)];
      const item = call(place, { limits, leaseMs: SHORT_LEASE_MS });
      await admission.admit(item);
      expect(await reapAll(place)).toEqual([item.callId]);
      expect(await spent(place)).toEqual(["1", "100"]);
      expect(await recordsOf(place)).toMatchObject([{ kind: "orphaned", record: item.unknownRecord }]);
      expect((await admission.admit(call(place, { limits }))).kind).toBe("OK");
      expect((await admission.admit(call(place, { limits }))).kind).toBe("LIMITED");
      expect(await admission.reapLapsed(place)).toMatchObject({ calls: [], hasMore: false });
    });

    it("a late settle is told so; its amendment moves spend by the difference, once", async () => {
      const place = await openedPlace(admission);
      const item = call(place, { limits: [spendLimit(1000n, 100n)], leaseMs: SHORT_LEASE_MS });
      await admission.admit(item);
      await reapAll(place);
      const late = { ...settlement(item), actualMicros: 30n };
      expect((await admission.settle(late)).kind).toBe("ORPHANED");
      expect(await spent(place)).toEqual(["100"]);
      expect((await admission.amend(late)).kind).toBe("SETTLED_NOW");
      expect((await admission.amend(late)).kind).toBe("SETTLED");
      expect(await spent(place)).toEqual(["30"]);
      expect((await recordsOf(place)).map(({ kind }) => kind)).toEqual(["orphaned", "amended"]);
    });

    it("50 sweepers reap a call once", async () => {
      const place = await openedPlace(admission);
      await admission.admit(call(place, { leaseMs: 1 }));
      await reapAll(place);
      await Promise.all(Array.from({ length: 50 }, () => admission.reapLapsed(place)));
      expect(await recordsOf(place)).toHaveLength(1);
    });

    it("a renewed lease isn't reaped; one that lapsed can't be renewed", async () => {
      const place = await openedPlace(admission);
      const kept = call(place, { leaseMs: 5_000, limits: [concurrencyLimit(2)] });
      const lost = call(place, { leaseMs: 1 });
      await admission.admit(kept);
      const admitted = await admission.admit(lost);
      if (admitted.kind !== "OK") throw new Error(admitted.kind);
      await expect.poll(redisNowMs).toBeGreaterThan(admitted.leaseUntilMs);
      const renewal = await admission.renewLeases(place, [kept.callId, lost.callId], 60_000);
      if (renewal.kind !== "RENEWED") throw new Error(renewal.kind);
      expect([...renewal.leaseEndsMonotonicMs.keys()]).toEqual([kept.callId]);
      expect(renewal.leaseEndsMonotonicMs.get(kept.callId)).toBeGreaterThan(performance.now() + 55_000);
      expect(await reapAll(place)).toEqual([lost.callId]);
      expect((await admission.settle(settlement(kept))).kind).toBe("SETTLED_NOW");
    });

    it("more than a hundred are reaped in several goes", async () => {
      const place = await openedPlace(admission);
      const verdicts = await Promise.all(
        Array.from({ length: 130 }, () => admission.admit(call(place, { leaseMs: 1 }))),
      );
      const ends = verdicts.map((verdict) => (verdict.kind === "OK" ? verdict.leaseUntilMs : 0));
      await expect.poll(redisNowMs).toBeGreaterThan(Math.max(...ends));
      expect(await admission.reapLapsed(place)).toMatchObject({ kind: "REAPED", hasMore: true });
      expect(await reapAll(place)).toHaveLength(30);
    });
  });

  describe("kept answers", () => {
    async function kept(place: Place): Promise<void> {
      const item = call(place);
      await admission.admit(item);
      await admission.settle({
        ...settlement(item),
        answer: { approvalId: "apr_1", sealed: "cs1.sealed", ttlMs: 60_000 },
      });
    }

    it("a plain repeat gets the answer once; the ticket always", async () => {
      const place = await openedPlace(admission);
      await kept(place);
      const byRepeat = { by: "repeat", maxAgeMs: 900_000 } as const;
      expect(await admission.peekAnswer(place, "apr_1")).toMatchObject({ kind: "ANSWER", sealed: "cs1.sealed" });
      expect(await admission.takeAnswer(place, "apr_1", byRepeat)).toMatchObject({ sealed: "cs1.sealed" });
      expect((await admission.takeAnswer(place, "apr_1", byRepeat)).kind).toBe("TAKEN");
      expect((await admission.takeAnswer(place, "apr_1", { by: "ticket" })).kind).toBe("ANSWER");
      expect((await admission.takeAnswer(place, "apr_2", { by: "ticket" })).kind).toBe("NONE");
    });

    it("an answer that is too old is reachable by ticket only", async () => {
      const place = await openedPlace(admission);
      await kept(place);
      expect((await admission.takeAnswer(place, "apr_1", { by: "repeat", maxAgeMs: -1 })).kind).toBe("TAKEN");
      expect((await admission.takeAnswer(place, "apr_1", { by: "ticket" })).kind).toBe("ANSWER");
    });
  });
});
