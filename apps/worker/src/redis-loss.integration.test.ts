import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Admission, type AdmitItem, createAdmission, type LimitUse } from "@countersign/admission";
import type { CallRecord } from "@countersign/contracts";
import { calendarWindows } from "@countersign/core";
import { listSinks } from "@countersign/db/audit";
import { openAfterRestore } from "@countersign/usecases";
import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createFileSink } from "./sinks/file-sink.ts";
import {
  callRecord,
  makeOrganization,
  type Platform,
  startPlatform,
  startWorkerHere,
  type TestOrganization,
} from "./test-platform.ts";

const SOON = { timeout: 20_000, interval: 50 };
/** For what takes a head being signed and leaving. */
const PATIENT = { timeout: 60_000, interval: 50 };
const RESERVED = 1_000n;
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

interface OutCall {
  readonly item: AdmitItem;
  readonly record: CallRecord;
}

describe("P44: a Redis that loses what it knew", () => {
  let platform: Platform;
  let organization: TestOrganization;
  let inspector: Redis;
  let worker: Awaited<ReturnType<typeof startWorkerHere>> | null;
  let gateways: Admission[];

  beforeEach(async () => {
    platform = await startPlatform();
    organization = await makeOrganization(platform);
    inspector = new Redis(platform.redis.url);
    inspector.on("error", () => {});
    worker = await startWorkerHere(platform);
    gateways = [await gateway(), await gateway()];
    await isOpen();
  });
  afterEach(async () => {
    for (const each of gateways) await each.close();
    await worker?.stop();
    inspector?.disconnect();
    await platform?.close();
  });

  async function gateway(): Promise<Admission> {
    const made = createAdmission({ redisUrl: platform.redis.url, shards: 1, deadlineMs: 900 });
    await made.ready(5_000);
    return made;
  }

  const [first, second] = [() => present(gateways[0]), () => present(gateways[1])];
  const isOpen = () =>
    expect
      .poll(async () => {
        const state = await platform.admission.organizationState(organization.place);
        return state.kind === "STATE" && state.isOpen;
      }, SOON)
      .toBe(true);

  function limits(): LimitUse[] {
    const windows = calendarWindows("day", "UTC", Date.now());
    const shared = { rule: "rul_1", scope: { kind: "agent", id: organization.agentId } };
    return [
      { ...shared, kind: "calls", id: "calls", name: "calls", max: 1_000n, windows },
      { ...shared, kind: "spend", id: "spend", name: "spend", max: 1_000_000n, reserveMicros: RESERVED, windows },
      { ...shared, kind: "concurrency", id: "at-once", max: 50 },
    ];
  }

  function touches(spent: bigint): CallRecord["limits"] {
    return limits().flatMap((use) => {
      if (!("windows" in use)) return [];
      const { id, endMs } = use.windows.present;
      const amount = use.kind === "spend" ? spent.toString() : "1";
      return [
        {
          id: use.id,
          kind: use.kind,
          rule: use.rule,
          name: use.name ?? null,
          scope: use.scope,
          windowId: id,
          windowEndMs: endMs,
          amount,
        },
      ];
    });
  }

  async function admit(by: Admission): Promise<OutCall> {
    const record = callRecord(organization, {
      outcome: "unknown",
      limits: touches(RESERVED),
      costMicros: RESERVED.toString(),
    });
    const item: AdmitItem = {
      ...organization.place,
      snapshotVersion: 1,
      killKeys: [],
      callId: record.callId,
      limits: limits(),
      leaseMs: 30_000,
      unknownRecord: JSON.stringify(record),
    };
    const verdict = await by.admit(item);
    if (verdict.kind !== "OK") throw new Error(JSON.stringify(verdict));
    return { item, record };
  }

  function settle(by: Admission, { item, record }: OutCall, spent: bigint) {
    const ended = { ...record, outcome: "succeeded" as const, limits: touches(spent), costMicros: spent.toString() };
    const { org, shard, callId } = item;
    return by.settle({ org, shard, callId, record: JSON.stringify(ended), actualMicros: spent });
  }

  const storedCalls = () =>
    platform.system.system(
      ({ tx }) => tx.$queryRaw<{ callId: string; outcome: string; sequence: bigint }[]>`
        SELECT record->>'callId' AS "callId", outcome, sequence FROM audit_records
        WHERE "organizationId" = ${organization.place.org} AND kind = 'call' ORDER BY sequence`,
    );
  const stored = (count: number) => expect.poll(async () => (await storedCalls()).length, SOON).toBe(count);

  const gaps = () =>
    platform.system.system(
      ({ tx }) => tx.$queryRaw<{ record: { action: string; detail: Record<string, unknown> } }[]>`
        SELECT record FROM audit_records WHERE "organizationId" = ${organization.place.org} AND kind = 'gap'`,
    );

  /** What the counters hold, beside what a full recount of the ledger and of the calls that are out says. */
  async function expectRecount(flying: number): Promise<void> {
    const sums = await platform.system.system(
      ({ tx }) => tx.$queryRaw<{ kind: string; used: bigint }[]>`
        SELECT kind, sum(amount)::bigint AS used FROM ledger_entries
        WHERE "organizationId" = ${organization.place.org} GROUP BY kind`,
    );
    const of = (kind: string) => sums.find((sum) => sum.kind === kind)?.used ?? 0n;
    const expected = [of("calls") + BigInt(flying), of("spend") + BigInt(flying) * RESERVED].filter(
      (each) => each > 0n,
    );
    const prefix = `{s00}:${organization.place.org}:`;
    const keys = await inspector.keys(`${prefix}limit:*`);
    const values = keys.length === 0 ? [] : (await inspector.mget(...keys)).map((value) => BigInt(value ?? "0"));
    const sorted = (numbers: bigint[]) => numbers.map(String).sort();
    expect(sorted(values)).toEqual(sorted(expected));
    expect(await inspector.hlen(`${prefix}inflight`)).toBe(flying);
    const [atOnce] = await inspector.keys(`${prefix}conc:*`);
    expect(atOnce === undefined ? 0 : await inspector.zcard(atOnce)).toBe(flying);
  }

  /** Nothing may pass while it is being rebuilt; each refusal comes within a second. */
  async function untilAdmitted(by: Admission): Promise<OutCall> {
    let out: OutCall | null = null;
    await expect
      .poll(async () => {
        const from = performance.now();
        out = await admit(by).catch(() => null);
        expect(performance.now() - from).toBeLessThan(1_000);
        return out !== null;
      }, SOON)
      .toBe(true);
    if (!out) throw new Error("nothing was admitted");
    return out;
  }

  it("emptied: in flight and unstored calls come back from the gateways, and a gap record names the interval", async () => {
    for (let round = 0; round < 6; round += 1) await settle(first(), await admit(first()), 400n);
    await stored(6);
    await worker?.stop();
    worker = null;
    for (let round = 0; round < 4; round += 1) await settle(second(), await admit(second()), 250n);
    const out = [await admit(first()), await admit(second())];
    await platform.redis.empty();
    worker = await startWorkerHere(platform);
    const late = await untilAdmitted(first());
    await stored(10);
    await expectRecount(3);
    const [settled] = await Promise.all(out.map((call, index) => settle(present(gateways[index]), call, 900n)));
    expect(settled?.kind).toBe("SETTLED_NOW");
    await settle(first(), late, 0n);
    await stored(13);
    await expectRecount(0);
    const calls = await storedCalls();
    expect(new Set(calls.map((call) => call.callId)).size).toBe(13);
    expect(calls.every((call) => call.outcome === "succeeded")).toBe(true);
    await expect.poll(async () => (await gaps()).length, SOON).toBe(1);
    const [gap] = await gaps();
    expect(gap?.record.action).toBe("state.rebuilt");
    expect(String(gap?.record.detail["from"]) < String(gap?.record.detail["to"])).toBe(true);
  });

  it("taken back to an older state, with every gateway restarted: it is noticed by what Postgres has stored", async () => {
    const early = await admit(first());
    for (let round = 0; round < 3; round += 1) await settle(first(), await admit(first()), 100n);
    await stored(3);
    await inspector.bgrewriteaof().catch(() => {});
    await expect
      .poll(async () => /aof_rewrite_in_progress:0/.test(await inspector.info("persistence")), SOON)
      .toBe(true);
    await expect.poll(async () => /aof_pending_bio_fsync:0/.test(await inspector.info("persistence")), SOON).toBe(true);
    await platform.redis.saveCopy();
    await settle(first(), early, 700n);
    for (let round = 0; round < 5; round += 1) await settle(second(), await admit(second()), 300n);
    await stored(9);
    for (const each of gateways.splice(0)) await each.close();
    await platform.redis.restoreCopy();
    gateways.push(await gateway(), await gateway());
    await expect.poll(async () => (await gaps()).length, SOON).toBe(1);
    await isOpen();
    await expectRecount(0);
    const late = await untilAdmitted(second());
    await settle(second(), late, 50n);
    await stored(10);
    expect((await storedCalls()).map((call) => call.outcome)).toEqual(Array(10).fill("succeeded"));
    await expectRecount(0);
  });

  it("a settle that meets the loss waits for the rebuild, and its caller hears that it is settled", async () => {
    const out = await admit(first());
    await settle(second(), await admit(second()), 10n);
    await stored(1);
    await platform.redis.empty();
    await expect.poll(async () => (await settle(first(), out, 333n)).kind, SOON).toBe("SETTLED_NOW");
    await stored(2);
    await expectRecount(0);
  });

  it.each(["untouched", "emptied"] as const)(
    "P83: an older database put back under a Redis that is %s: a head that left tells, and an owner opens",
    async (redis) => {
      await worker?.stop();
      await platform.database.saveCopy();
      const folder = await mkdtemp(join(tmpdir(), "checkpoints-"));
      try {
        const keeping = {
          ...platform,
          environment: { ...platform.environment, COUNTERSIGN_CHECKPOINT_FOLDER: folder },
        };
        const last = async () => (await createFileSink(folder).newest?.(organization.place.org)) ?? null;
        for (let round = 0; round < 3; round += 1) await settle(first(), await admit(first()), 100n);
        worker = await startWorkerHere(keeping);
        await expect.poll(last, PATIENT).not.toBeNull();
        const left = await last();
        const sinks = () => platform.system.tenant(organization.place.org, listSinks);
        await expect.poll(async () => (await sinks())[0]?.size, PATIENT).toBe(BigInt(left?.size ?? 0));
        expect(await sinks()).toMatchObject([{ sink: "file", failedAt: null, problem: null }]);
        await worker.stop();
        await platform.database.restoreCopy();
        if (redis === "emptied") await platform.redis.empty();
        worker = await startWorkerHere(keeping);
        await expect
          .poll(async () => (await gaps()).map(({ record }) => record.action), PATIENT)
          .toContain("state.restored");
        const restored = (await gaps()).find(({ record }) => record.action === "state.restored");
        expect(restored?.record.detail).toMatchObject({
          epoch: 2,
          postgres: { head: { size: 0 } },
          sink: { name: "file", epoch: 1, size: left?.size, root: left?.root },
        });
        const look = { ...organization.place, snapshotVersion: 1, killKeys: [] };
        expect((await first().check(look)).kind).toBe("COLD");
        await openAfterRestore(
          { db: platform.system, hot: platform.admission },
          { organizationId: organization.place.org, actor: { kind: "system", id: null, name: "test" } },
        );
        await isOpen();
        // A version that nobody may still hold from before.
        expect((await first().check(look)).kind).toBe("STALE");
        await worker.stop();
        worker = await startWorkerHere(keeping);
        await expect.poll(async () => (await last())?.epoch, PATIENT).toBe(2);
        await isOpen();
        expect((await gaps()).filter(({ record }) => record.action === "state.restored")).toHaveLength(1);
      } finally {
        await worker?.stop();
        worker = null;
        await rm(folder, { recursive: true });
      }
    },
    240_000,
  );

  it("Postgres taken back: calls are refused until an owner opens, approvals are unknown, and a record names both heads", async () => {
    for (let round = 0; round < 3; round += 1) await settle(first(), await admit(first()), 100n);
    await stored(3);
    await platform.system.system(async ({ tx }) => {
      await tx.$executeRaw`UPDATE hot_marks SET sequence = 1 WHERE "organizationId" = ${organization.place.org}`;
    });
    await expect.poll(async () => (await gaps()).map(({ record }) => record.action), SOON).toEqual(["state.restored"]);
    const [restored] = await gaps();
    expect(restored?.record.detail).toMatchObject({ epoch: 2, postgres: { records: "3", sequence: "1" } });
    await expect
      .poll(async () => (await first().check({ ...organization.place, snapshotVersion: 1, killKeys: [] })).kind, SOON)
      .toBe("COLD");
    await worker?.stop();
    worker = await startWorkerHere(platform);
    expect((await first().check({ ...organization.place, snapshotVersion: 1, killKeys: [] })).kind).toBe("COLD");
    await platform.system.system(async ({ tx }) => {
      await tx.$executeRaw`UPDATE hot_marks SET "restoredAt" = NULL WHERE "organizationId" = ${organization.place.org}`;
    });
    await isOpen();
    expect((await first().check({ ...organization.place, snapshotVersion: 1, killKeys: [] })).kind).toBe("STALE");
  });
});

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("it isn't there");
  return value;
}
