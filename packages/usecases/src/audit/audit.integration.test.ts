import { newId, type RecordFilter } from "@countersign/contracts";
import { clearSession, findSessionLabels, noteSessionLabels, sweepSessionLabels } from "@countersign/db";
import { postgresAuditStore, takeWriterLease, type WriterLease } from "@countersign/db/audit";
import { runOn } from "@countersign/testkit";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { claimApproval } from "../approvals/claim.ts";
import { decideApproval } from "../approvals/decide.ts";
import { readApproval } from "../approvals/read.ts";
import { requestApproval } from "../approvals/request.ts";
import {
  makeOrganization,
  openStores,
  principalOf,
  requestOf,
  type TestOrganization,
  type TestStores,
} from "../approvals/test-organization.ts";
import { readOverview } from "./overview.ts";
import { getRecord, listRecordsById, searchRecords } from "./search-records.ts";
import { callRecordOf, limitTouch, streamItemOf } from "./test-records.ts";
import { type AuditWriter, drainAuditOutbox, type StreamItem, writeRecords } from "./write-records.ts";

// Two cores may be busy with other suites.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

describe("the audit writer", () => {
  let stores: TestStores;
  const leases: WriterLease[] = [];
  let shards = 0;

  beforeAll(async () => {
    stores = await openStores();
  });
  afterAll(async () => {
    await Promise.all(leases.map((lease) => lease.release()));
    await stores?.close();
  });

  /** A shard of its own with one organization, and its writer. */
  async function shardOfItsOwn(): Promise<{ org: TestOrganization; writer: AuditWriter; lease: WriterLease }> {
    shards += 1;
    const org = await makeOrganization(stores, { shard: shards });
    const { writer, lease } = await takeOver(shards);
    return { org, writer, lease };
  }

  async function takeOver(shard: number): Promise<{ writer: AuditWriter; lease: WriterLease }> {
    const lease = await takeWriterLease(stores.workerUrl, shard);
    if (!lease) throw new Error("somebody holds the shard");
    leases.push(lease);
    return { lease, writer: { db: stores.worker, shard, fence: lease.fence } };
  }

  const sequencesOf = (organizationId: string) =>
    stores.worker.system(async ({ tx }) => {
      const rows = await tx.$queryRaw<{ sequence: bigint; id: string }[]>`
        SELECT sequence, id FROM audit_records WHERE "organizationId" = ${organizationId} ORDER BY sequence`;
      return rows.map((row) => ({ sequence: Number(row.sequence), id: row.id }));
    });

  const recordsOf = (org: TestOrganization, count: number, from = 1): StreamItem[] =>
    Array.from({ length: count }, (_, index) => streamItemOf(callRecordOf(org.id), from + index));

  it("records get gap-free numbers in the stream's order, and the ledger what they took", async () => {
    const { org, writer, lease } = await shardOfItsOwn();
    const items = recordsOf(org, 25);
    const written = await writeRecords(writer, lease.position, items);
    expect(written).toMatchObject({ kind: "WRITTEN", position: "1025-0" });
    const stored = await sequencesOf(org.id);
    expect(stored.map((row) => row.sequence)).toEqual(items.map((_, index) => index));
    expect(stored.map((row) => row.id)).toEqual(items.map((item) => JSON.parse(item.raw).id));
    const { limits } = await readOverview({ db: stores.db }, org.id);
    expect(limits.map(({ kind, used }) => ({ kind, used }))).toEqual(
      expect.arrayContaining([
        { kind: "calls", used: 25n },
        { kind: "spend", used: 100_000n },
      ]),
    );
  });

  it("keys and instances learn when they were last used, by the newest call of a batch, never back in time", async () => {
    const { org, writer, lease } = await shardOfItsOwn();
    const keyId = newId("key");
    await stores.worker.system(({ tx }) =>
      tx.key.create({
        data: { id: keyId, organizationId: org.id, agentId: org.agentId, keyRef: keyId.slice(-12), secretHash: "" },
      }),
    );
    const principalAt = (ip: string, clientName: string) => {
      return { ...callRecordOf(org.id).principal, keyId, instanceId: org.instanceId, ip, clientName };
    };
    const at = (hour: number, ip: string, place: number, origin?: StreamItem["origin"]) => {
      const principal = principalAt(ip, `cli\u0000 ${hour}`);
      const record = callRecordOf(org.id, { at: `2026-11-01T0${hour}:00:00.000Z`, principal });
      return streamItemOf(record, place, origin);
    };
    const seen = () =>
      stores.worker.system(async ({ tx }) => {
        const { lastUsedAt, lastUsedIp, lastUsedClient } = await tx.key.findUniqueOrThrow({ where: { id: keyId } });
        const { lastSeenAt } = await tx.instance.findUniqueOrThrow({ where: { id: org.instanceId } });
        return [
          lastUsedAt?.getUTCHours(),
          lastUsedIp,
          lastUsedClient?.replace(/[^ -~]/g, ""),
          lastSeenAt?.getUTCHours(),
        ];
      });
    await writeRecords(writer, lease.position, [at(3, "10.0.0.3", 1), at(5, "10.0.0.5", 2), at(4, "10.0.0.4", 3)]);
    expect(await seen()).toEqual([5, "10.0.0.5", "cli 5 4", 5]);
    await writeRecords(writer, "1003-0", [at(2, "10.0.0.2", 4), at(9, "10.0.0.9", 5, "act")]);
    expect(await seen()).toEqual([5, "10.0.0.5", "cli 5 4", 5]);
    const future = callRecordOf(org.id, { at: "2999-01-01T00:00:00.000Z", principal: principalAt("10.0.0.6", "cli") });
    await writeRecords(writer, "1005-0", [streamItemOf(future, 6)]);
    const row = await stores.worker.system(({ tx }) => tx.key.findUniqueOrThrow({ where: { id: keyId } }));
    expect(row.lastUsedAt?.getTime()).toBeLessThanOrEqual(Date.now() + 1_000);
  });

  it("a writer that starts again loses nothing and doubles nothing", async () => {
    const { org, writer, lease } = await shardOfItsOwn();
    const items = recordsOf(org, 30);
    await writeRecords(writer, lease.position, items.slice(0, 10));
    await lease.release();
    const next = await takeOver(writer.shard);
    expect(next.lease.position).toBe("1010-0");
    // The stream wasn't trimmed: everything is read again from the start.
    await writeRecords(next.writer, next.lease.position, items);
    const stored = await sequencesOf(org.id);
    expect(stored.map((row) => row.sequence)).toEqual(items.map((_, index) => index));
    expect(new Set(stored.map((row) => row.id)).size).toBe(30);
  });

  it("a former writer can't write any more, however late it comes", async () => {
    const { org, writer, lease } = await shardOfItsOwn();
    const items = recordsOf(org, 4);
    await lease.release();
    const next = await takeOver(writer.shard);
    const answers = await Promise.all([
      writeRecords(writer, lease.position, items),
      writeRecords(next.writer, next.lease.position, items),
    ]);
    expect(answers[0]).toEqual({ kind: "LOST" });
    expect(answers[1]?.kind).toBe("WRITTEN");
    await requestApproval({ db: stores.db }, requestOf(org, "fenced@acme.io"));
    expect(await drainAuditOutbox(writer, 10)).toEqual({ kind: "LOST" });
    expect(await sequencesOf(org.id)).toHaveLength(4);
  });

  it("a shard has one writer at a time", async () => {
    const { writer, lease } = await shardOfItsOwn();
    expect(await takeWriterLease(stores.workerUrl, writer.shard)).toBeNull();
    await lease.release();
    const next = await takeOver(writer.shard);
    expect(next.writer.fence).toBeGreaterThan(writer.fence);
  });

  it("a lease that the server ends is lost, and the next writer takes the shard", async () => {
    const { writer, lease } = await shardOfItsOwn();
    const errors: unknown[] = [];
    const onError = (error: unknown) => void errors.push(error);
    process.on("uncaughtException", onError);
    const ended = await runOn(stores.database.url, (client) =>
      client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1", [
        `audit writer ${writer.shard}`,
      ]),
    );
    expect(ended.rowCount).toBe(1);
    await lease.lost;
    await lease.release();
    process.off("uncaughtException", onError);
    expect(errors).toEqual([]);
    expect((await takeOver(writer.shard)).writer.fence).toBeGreaterThan(writer.fence);
  });

  it("the same record sent twice is stored once", async () => {
    const { org, writer, lease } = await shardOfItsOwn();
    const record = callRecordOf(org.id);
    const items = [streamItemOf(record, 1), streamItemOf(record, 2), streamItemOf(callRecordOf(org.id), 3)];
    await writeRecords(writer, lease.position, items);
    await writeRecords(writer, "1003-0", [streamItemOf(record, 4)]);
    expect((await sequencesOf(org.id)).map((row) => row.sequence)).toEqual([0, 1]);
  });

  it.each([
    { what: "isn't JSON", spoil: () => "{" },
    { what: "isn't a record", spoil: () => '{"kind":"call"}' },
    { what: "names another organization", spoil: () => JSON.stringify(callRecordOf("org_elsewhere")) },
    {
      what: "the database refuses",
      spoil: (id: string) => JSON.stringify(callRecordOf(id, { costMicros: "9999999999999999999" })),
    },
  ])("one that $what is kept as quarantined and harms no other", async ({ spoil }) => {
    const { org, writer, lease } = await shardOfItsOwn();
    const items = recordsOf(org, 9).map((item, index) => (index === 4 ? { ...item, raw: spoil(org.id) } : item));
    const written = await writeRecords(writer, lease.position, items);
    expect(written).toMatchObject({ kind: "WRITTEN", position: "1009-0" });
    const stored = await sequencesOf(org.id);
    expect(stored.map((row) => row.sequence)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    const found = await searchRecords(
      { audit: postgresAuditStore(stores.db) },
      { organizationId: org.id, filter: { kind: "gap" }, limit: 5, cursor: null },
    );
    expect(found.records).toMatchObject([{ action: "record.quarantined" }]);
    const whole = await getRecord(
      { audit: postgresAuditStore(stores.db) },
      { organizationId: org.id, recordId: found.records[0]?.id ?? "" },
    );
    const rawBase64 = Buffer.from(items[4]?.raw ?? "").toString("base64");
    expect(whole?.record).toMatchObject({ detail: { rawBase64 } });
  });

  it("text that Postgres can't hold is stored with a mark in its place", async () => {
    const { org, writer, lease } = await shardOfItsOwn();
    const record = callRecordOf(org.id, { summary: "a\u0000b\ud800c" });
    await writeRecords(writer, lease.position, [streamItemOf(record, 1)]);
    const whole = await getRecord(
      { audit: postgresAuditStore(stores.db) },
      { organizationId: org.id, recordId: record.id },
    );
    expect(whole?.record.summary).toBe("a\ufffdb\ufffdc");
  });

  const less = [limitTouch("calls", "1"), limitTouch("spend", "1200")];
  it.each([
    { late: "cost less", limits: less, calls: 1n, spend: 1200n, isOneBatch: false },
    { late: "was never sent", limits: [], calls: 0n, spend: 0n, isOneBatch: false },
    { late: "cost less, as its batch tells,", limits: less, calls: 1n, spend: 1200n, isOneBatch: true },
    { late: "was never sent, as its batch tells,", limits: [], calls: 0n, spend: 0n, isOneBatch: true },
  ])("an unknown call that $late after all moves the ledger by the difference", async (example) => {
    const { limits, calls, spend, isOneBatch } = example;
    const { org, writer, lease } = await shardOfItsOwn();
    let { position } = lease;
    const charged = [limitTouch("calls", "1"), limitTouch("spend", "5000")];
    const unknown = callRecordOf(org.id, { outcome: "unknown", limits: charged });
    const late = callRecordOf(org.id, { callId: unknown.callId, limits });
    const items = [streamItemOf(unknown, 1, "orphaned"), streamItemOf(late, 2, "amended")];
    for (const batch of isOneBatch ? [items] : items.map((item) => [item])) {
      const written = await writeRecords(writer, position, batch);
      if (written.kind === "WRITTEN") position = written.position;
    }
    const overview = await readOverview({ db: stores.db }, org.id);
    const used = overview.limits.map((sum) => [sum.kind, sum.used] as const);
    expect(new Map(used)).toEqual(
      new Map([
        ["calls", calls],
        ["spend", spend],
      ]),
    );
  });

  it.each([
    { outcome: "succeeded", origin: "settled", state: "executed" },
    { outcome: "failed", origin: "settled", state: "failed" },
    { outcome: "unknown", origin: "orphaned", state: "unknown" },
    { outcome: "limited", origin: "recorded", state: "executing" },
  ] as const)(
    "a claimed call's record $origin as $outcome leaves its approval $state",
    async ({ outcome, origin, state }) => {
      const { org, writer, lease } = await shardOfItsOwn();
      const deps = { db: stores.db, audit: postgresAuditStore(stores.db) };
      const { approval } = await requestApproval(deps, requestOf(org, `${outcome}@acme.io`));
      const target = { organizationId: org.id, approvalId: approval.id };
      const by = { userId: org.members.ana.userId, decision: "approve", reason: null, channel: "web" } as const;
      await decideApproval(deps, { ...target, ...by });
      await claimApproval(deps, { ...target, principal: principalOf(org), leaseMs: 60_000 });
      const record = callRecordOf(org.id, { callId: `${approval.id}.1`, approvalId: approval.id, attempt: 1, outcome });
      const other = callRecordOf(org.id, { approvalId: approval.id, attempt: 7 });
      await writeRecords(writer, lease.position, [streamItemOf(other, 1), streamItemOf(record, 2, origin)]);
      const ended = await readApproval(deps, target);
      expect(ended).toMatchObject({ state, recordId: state === "executing" ? null : record.id });
      if (state === "executing") return;
      const repeat = await requestApproval(deps, requestOf(org, `${outcome}@acme.io`));
      expect(repeat).toMatchObject({ joined: true, approval: { id: approval.id, state } });
    },
  );

  it("acts become records in their order, and leave the outbox with them", async () => {
    const { org, writer } = await shardOfItsOwn();
    const deps = { db: stores.db, audit: postgresAuditStore(stores.db) };
    const { approval } = await requestApproval(deps, requestOf(org, "acts@acme.io"));
    await decideApproval(deps, {
      organizationId: org.id,
      approvalId: approval.id,
      userId: org.members.bo.userId,
      decision: "deny",
      reason: "no\u0000t now",
      channel: "web",
    });
    expect(await drainAuditOutbox(writer, 100)).toMatchObject({ kind: "DRAINED", taken: 3 });
    expect(await drainAuditOutbox(writer, 100)).toMatchObject({ taken: 0 });
    const filter = { approvalId: approval.id };
    const { records } = await searchRecords(deps, { organizationId: org.id, filter, limit: 10, cursor: null });
    expect(records).toMatchObject([
      // The call itself ends with the denial, though no agent may be waiting any more.
      expect.objectContaining({ sequence: 2n }),
      { action: "approval.denied", actorName: "bo", sequence: 1n },
      { action: "approval.requested", actorName: "outreach", sequence: 0n },
    ]);
    const ended = await readApproval(deps, { organizationId: org.id, approvalId: approval.id });
    const call = await getRecord(deps, { organizationId: org.id, recordId: ended?.recordId ?? "" });
    expect(call?.record).toMatchObject({
      kind: "call",
      outcome: "denied",
      decision: "require_approval",
      approvalId: approval.id,
      summary: "to: acts@acme.io",
      costMicros: "0",
    });
  });
});

describe("labels of sessions", () => {
  let stores: TestStores;

  beforeAll(async () => {
    stores = await openStores();
  });
  afterAll(() => stores?.close());

  it("P54: are gone some time after they ended, with the ids of people they named; those in force stay", async () => {
    const { id: organizationId } = await makeOrganization(stores);
    const DAY_MS = 86_400_000;
    const label = (personId: string, endedDaysAgo: number) => {
      const until = Date.now() - endedDaysAgo * DAY_MS;
      return {
        organizationId,
        instanceId: "ins_1",
        personId,
        label: "customer-data",
        ruleId: "r",
        sinceAt: new Date(until - DAY_MS).toISOString(),
        untilAt: new Date(until).toISOString(),
        sequence: 5,
        recordId: "rec_1",
      };
    };
    await stores.worker.system(async (scope) => {
      await noteSessionLabels(scope, [label("usr_gone", 9), label("usr_late", 5), label("usr_now", -1)]);
      for (const personId of ["usr_gone", "usr_now"]) {
        await clearSession({ ...scope, organizationId }, { instanceId: "ins_1", personId }, 1);
      }
      await scope.tx.$executeRaw`UPDATE session_clears SET at = now() - interval '9 days'`;
    });
    expect(await stores.worker.system((scope) => sweepSessionLabels(scope, 7 * DAY_MS))).toBe(2);
    const left = await stores.worker.system(async ({ tx }) => [
      ...(await tx.sessionLabel.findMany()),
      ...(await tx.sessionClear.findMany()),
    ]);
    expect(left.map(({ personId }) => personId).sort()).toEqual(["usr_late", "usr_now", "usr_now"]);
    const inForce = await stores.db.tenant(organizationId, findSessionLabels);
    expect(inForce.map(({ personId }) => personId)).toEqual(["usr_now"]);
  });
});

describe("search", () => {
  let stores: TestStores;
  let org: TestOrganization;
  const deps = () => ({ db: stores.db, audit: postgresAuditStore(stores.db) });

  beforeAll(async () => {
    stores = await openStores();
    org = await makeOrganization(stores);
    const lease = await takeWriterLease(stores.workerUrl, 0);
    if (!lease) throw new Error("somebody holds the shard");
    const at = (minute: number) => new Date(Date.now() - minute * 60_000).toISOString();
    const records = [
      callRecordOf(org.id, {
        at: at(5),
        summary: "100% wool_x",
        decision: "deny",
        outcome: "denied",
        ruleIds: ["no-wool"],
        count: 3,
      }),
      callRecordOf(org.id, { at: at(4), operationName: "send_email", summary: "ana@globex.com" }),
      callRecordOf(org.id, { at: at(3), connectionName: "crm", operationName: "search_people" }),
      ...Array.from({ length: 7 }, () => callRecordOf(org.id, { at: at(2) })),
    ];
    const writer = { db: stores.worker, shard: 0, fence: lease.fence };
    await writeRecords(
      writer,
      lease.position,
      records.map((record, index) => streamItemOf(record, index)),
    );
    await lease.release();
  });
  afterAll(async () => stores?.close());

  it.each<{ readonly filter: RecordFilter; readonly count: number }>([
    { filter: { operation: "demo.search_*" }, count: 8 },
    { filter: { operation: "send_email" }, count: 1 },
    { filter: { operation: "*.search_people" }, count: 1 },
    { filter: { connectionName: "crm" }, count: 1 },
    { filter: { decision: "deny" }, count: 1 },
    { filter: { outcome: "succeeded" }, count: 9 },
    { filter: { ruleId: "no-wool" }, count: 1 },
    { filter: { text: "100% WOOL_" }, count: 1 },
    { filter: { text: "100%x" }, count: 0 },
    // Not in arguments: who may read them hasn't been asked.
    { filter: { text: "robot arms" }, count: 8 },
    { filter: { agentName: "sales-research", instanceName: "default", kind: "call" }, count: 10 },
    { filter: { agentName: "' OR 1=1 --" }, count: 0 },
    { filter: { from: new Date(Date.now() - 150_000).toISOString() }, count: 7 },
    { filter: { to: new Date(Date.now() - 210_000).toISOString() }, count: 2 },
  ])("finds by $filter", async ({ filter, count }) => {
    const found = await searchRecords(deps(), { organizationId: org.id, filter, limit: 50, cursor: null });
    expect(found.records).toHaveLength(count);
  });

  it("pages join without gap or repeat, newest first, also among equal times", async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof searchRecords>> = await searchRecords(deps(), {
        organizationId: org.id,
        filter: {},
        limit: 3,
        cursor,
      });
      seen.push(...page.records.map((record) => record.id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toHaveLength(10);
    expect(new Set(seen).size).toBe(10);
    expect((await listRecordsById(deps(), { organizationId: org.id, ids: seen })).map((row) => row.id)).toEqual(seen);
  });

  it("another organization finds none of it", async () => {
    const other = await makeOrganization(stores);
    const found = await searchRecords(deps(), { organizationId: other.id, filter: {}, limit: 50, cursor: "nonsense" });
    expect(found.records).toEqual([]);
    const { records } = await searchRecords(deps(), { organizationId: org.id, filter: {}, limit: 1, cursor: null });
    expect(await getRecord(deps(), { organizationId: other.id, recordId: records[0]?.id ?? "" })).toBeNull();
  });

  it("the overview counts calls, denials with what they stand for, and spend", async () => {
    const overview = await readOverview(deps(), org.id);
    expect(overview.last24h).toMatchObject({ calls: 12, denied: 3, allowed: 9, costMicros: 40_000n });
    expect(overview.troubled).toMatchObject([{ agentName: "sales-research", calls: 12n, denied: 3n }]);
    expect(overview.waitingApprovals).toBe(0);
  });

  it.each([
    ["24h", 24],
    ["7d", 28],
    ["30d", 30],
  ] as const)("the overview of %s falls into %d even pieces that hold every call once", async (period, count) => {
    const { buckets } = await readOverview(deps(), org.id, period);
    expect(buckets).toHaveLength(count);
    expect(buckets.reduce((sum, bucket) => sum + bucket.calls, 0n)).toBe(12n);
    const starts = buckets.map((bucket) => Date.parse(bucket.at));
    expect(new Set(starts.slice(1).map((at, index) => at - (starts[index] ?? 0))).size).toBe(1);
  });
});
