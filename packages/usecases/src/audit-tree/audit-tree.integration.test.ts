import { type CallRecord, newId } from "@countersign/contracts";
import { readCheckpoint, readNote, verifyInclusion } from "@countersign/core";
import { createDb, type WorkerDb } from "@countersign/db";
import {
  findErasure,
  findTreeHead,
  planHeadMails,
  postgresAuditStore,
  setRetentionDays,
  takeWriterLease,
  type WriterLease,
} from "@countersign/db/audit";
import { Secret } from "@countersign/vault";
import {
  createNoteSigner,
  localCheckpointSigner,
  readPublicKey,
  splitHashes,
  treeHasher,
  verifyExport,
} from "@countersign/vault/audit";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { requestApproval } from "../approvals/request.ts";
import {
  makeOrganization,
  openStores,
  requestOf,
  type TestOrganization,
  type TestStores,
} from "../approvals/test-organization.ts";
import type { KeptHead } from "../audit/kept-head.ts";
import { getRecord } from "../audit/search-records.ts";
import { callRecordOf, streamItemOf } from "../audit/test-records.ts";
import { type AuditWriter, drainAuditOutbox, writeRecords } from "../audit/write-records.ts";
import { continueErasures } from "../audit-erasure/continue-erasures.ts";
import { keepRetention } from "../audit-erasure/keep-retention.ts";
import { previewErasure, requestErasure } from "../audit-erasure/request-erasure.ts";
import { exportTree } from "./export-tree.ts";
import { checkpointOrigin, listAuditKeys } from "./key-history.ts";
import { listSignedHeads } from "./list-signed-heads.ts";
import { proveConsistency } from "./prove-consistency.ts";
import { proveRecord } from "./prove-record.ts";
import { rotateAuditKey } from "./rotate-audit-key.ts";
import { signHead } from "./sign-head.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const SECRET = new Secret("the signing secret of a test");
const signer = localCheckpointSigner(SECRET);
const NOW = new Date("2026-01-01T00:00:00.000Z");
const MORE = 300;

describe("an organization's tree", () => {
  let stores: TestStores;
  const leases: WriterLease[] = [];
  let shard = 40;

  beforeAll(async () => {
    stores = await openStores();
  });
  afterAll(async () => {
    await Promise.all(leases.map((lease) => lease.release()));
    await stores?.close();
  });

  /** An organization with records in its tree, signed in between and at the end. */
  async function written(batches: readonly number[]) {
    shard += 1;
    const org = await makeOrganization(stores, { shard });
    const lease = await takeWriterLease(stores.workerUrl, shard);
    if (!lease) throw new Error("somebody holds the shard");
    leases.push(lease);
    const writer: AuditWriter = { db: stores.worker, shard, fence: lease.fence };
    const ids: string[] = [];
    let { position } = lease;
    const write = async (count: number, change: Partial<CallRecord> = {}): Promise<void> => {
      const records = Array.from({ length: count }, () =>
        callRecordOf(org.id, { summary: "half a \ud800 pair\u0000", ...change }),
      );
      const items = records.map((record, index) => streamItemOf(record, ids.length + 1 + index));
      const done = await writeRecords(writer, position, items);
      if (done.kind === "LOST") throw new Error("lost");
      position = done.position;
      ids.push(...records.map(({ id }) => id));
    };
    for (const count of batches) {
      await write(count);
      expect((await sign(org)).kind).toBe("SIGNED");
    }
    /** Writes what waits in the outbox. */
    const act = async (): Promise<void> => {
      expect((await drainAuditOutbox(writer, 100)).kind).toBe("DRAINED");
    };
    return { org, ids, write, act };
  }

  const sign = (org: TestOrganization, kept: KeptHead | null = null) =>
    signHead({ db: stores.worker, signer }, { organizationId: org.id, now: NOW, kept });
  const exported = async (org: TestOrganization, range = {}): Promise<string[]> => {
    const lines: string[] = [];
    for await (const line of exportTree({ db: stores.db, signer }, { organizationId: org.id, ...range })) {
      lines.push(line);
    }
    return lines;
  };
  const publicKeyOf = (org: TestOrganization) =>
    createNoteSigner(SECRET, { name: checkpointOrigin(org.id), generation: 1 }).publicKey;
  /** As somebody does who may do everything in the database. */
  const tamper = async (sql: (id: string) => string, id: string): Promise<void> => {
    const admin = createDb({ url: stores.database.url, poolSize: 1 });
    try {
      await admin.global(({ tx }) => tx.$executeRawUnsafe(sql(id)));
    } finally {
      await admin.close();
    }
  };

  it("has a leaf for each record, each proved under a signed head; an export of it verifies offline", async () => {
    const { org, ids } = await written([1, 255, 1, MORE]);
    const key = readPublicKey(publicKeyOf(org));
    for (const recordId of [ids[0], ids[255], ids[256], ids[ids.length - 1]]) {
      const proof = await proveRecord({ db: stores.db, signer }, { organizationId: org.id, recordId: recordId ?? "" });
      if (!proof) throw new Error("no proof");
      const [leaf] = splitHashes(proof.leafHash);
      const [root] = splitHashes(proof.root);
      if (!leaf || !root) throw new Error("no hashes");
      const path = splitHashes(proof.path.join(""));
      const claim = { leaf, root, path, index: proof.leafIndex, size: proof.treeSize };
      expect(verifyInclusion(treeHasher, claim)).toBe(true);
      expect(key?.open(proof.checkpoint ?? "")).toContain(Buffer.from(root).toString("base64"));
    }
    const lines = await exported(org);
    const verified = await verifyExport(lines, { keys: [publicKeyOf(org)] });
    expect(verified).toMatchObject({ ok: true, records: ids.length, signed: ids.length, checkpoints: 4 });
    const part = await verifyExport(await exported(org, { from: 200, to: 400 }), { keys: [publicKeyOf(org)] });
    expect(part).toMatchObject({ ok: true, records: 200 });
    const consistent = await proveConsistency(
      { db: stores.db },
      { organizationId: org.id, oldSize: 256, newSize: ids.length },
    );
    expect(consistent?.oldRoot).not.toBe(consistent?.newRoot);
    expect(
      await proveConsistency({ db: stores.db }, { organizationId: org.id, oldSize: 1, newSize: 9_999 }),
    ).toBeNull();
  });

  it.each([
    [
      "edited",
      (id: string) => `UPDATE audit_records SET record = jsonb_set(record, '{outcome}', '"denied"') WHERE id = '${id}'`,
    ],
    [
      "edited",
      (id: string) => `UPDATE audit_records SET record = jsonb_set(record, '{summary}', '"x"') WHERE id = '${id}'`,
    ],
    ["missing", (id: string) => `DELETE FROM audit_records WHERE id = '${id}'`],
  ] as const)("tells a record that was %s in the database", async (kind, sql) => {
    const { org, ids } = await written([20]);
    await tamper(sql, ids[7] ?? "");
    const verified = await verifyExport(await exported(org), { keys: [publicKeyOf(org)] });
    expect(verified).toMatchObject({ ok: false, fault: { kind, sequence: "7" } });
  });

  it("is never signed again once its nodes were changed, or it was put back to an older state", async () => {
    const { org } = await written([40]);
    const changed = await written([40]);
    await tamper(
      (id) =>
        `UPDATE audit_tiles SET hashes = overlay(hashes placing '\\x00' from 5 for 1) WHERE "organizationId" = '${id}'`,
      changed.org.id,
    );
    await changed.write(3);
    expect((await sign(changed.org)).kind).toBe("INCONSISTENT");
    expect(await sign(org)).toEqual({ kind: "UNCHANGED" });
    await tamper((id) => `UPDATE audit_heads SET size = 10 WHERE "organizationId" = '${id}'`, org.id);
    expect(await sign(org)).toEqual({ kind: "INCONSISTENT", lastSize: 40, size: 10 });
  });

  it("is never signed when a head that was kept elsewhere isn't of it, until an owner has opened a later epoch", async () => {
    const { org, write } = await written([40]);
    const [signed] = (await listSignedHeads({ db: stores.db, signer }, { organizationId: org.id, from: 0, limit: 1 }))
      .checkpoints;
    const head = readCheckpoint(readNote(signed?.note ?? "")?.text ?? "");
    if (!head) throw new Error("no head");
    await write(1);
    const fork = { ...head, root: Buffer.alloc(32, 7).toString("base64") };
    for (const other of [fork, { ...head, size: 42 }, { ...head, epoch: 2 }]) {
      const told = { kind: "INCONSISTENT", lastSize: other.size, size: 41 };
      expect(await sign(org, { sink: "file", head: other })).toEqual(told);
    }
    expect((await sign(org, { sink: "file", head })).kind).toBe("SIGNED");
  });

  const PERSON = "Eve@Customer.test";
  const bodyOf = (text: string) => {
    return { text: JSON.stringify({ body: text }), bytes: 90, sha256: "d".repeat(64), isCut: false };
  };
  /** All of an organization's rows that could hold something of a person, as text. */
  const everything = async (org: TestOrganization): Promise<string> => {
    const rows = await stores.worker.system(
      ({ tx }) => tx.$queryRaw<{ text: string }[]>`
        SELECT to_jsonb(r)::text AS text FROM audit_records r WHERE "organizationId" = ${org.id}
        UNION ALL SELECT to_jsonb(a)::text FROM approvals a WHERE "organizationId" = ${org.id}
        UNION ALL SELECT to_jsonb(e)::text FROM audit_erasures e WHERE "organizationId" = ${org.id}
        UNION ALL SELECT o.record::text FROM audit_outbox o WHERE "organizationId" = ${org.id}`,
    );
    return rows.map(({ text }) => text).join("\n");
  };
  const owner = { kind: "user", id: "usr_owner", name: "Olga" } as const;

  it("P54: takes a person out of records and approvals; the tree still verifies, and nobody else is touched", async () => {
    const { org, write } = await written([5]);
    await write(3, { result: bodyOf(`first\nwrote to ${PERSON}.`), redacted: { arguments: {}, result: {} } });
    await write(2, { arguments: bodyOf("eve@customer.test"), unpriced: true, summary: "to: eve@customer.test" });
    await write(1, { summary: "to: neveeve@customer.test" });
    await sign(org);
    const opened = await requestApproval({ db: stores.db }, requestOf(org, "eve@customer.test"));
    expect(opened).toBeTruthy();
    const asked = { organizationId: org.id, person: PERSON };
    expect(await previewErasure({ db: stores.db }, asked)).toEqual({
      ok: true,
      value: { records: 5, approvals: 1, isMore: false },
    });
    const mistyped = await requestErasure({ db: stores.db }, { ...asked, confirm: "eve@customer", actor: owner });
    expect(mistyped.ok).toBe(false);
    const member = { organizationId: org.id, person: org.members.ana.email, confirm: org.members.ana.email };
    expect((await requestErasure({ db: stores.db }, { ...member, actor: owner })).ok).toBe(false);
    const requested = await requestErasure({ db: stores.db }, { ...asked, confirm: PERSON, actor: owner });
    if (!requested.ok) throw new Error(requested.refusal.detail);
    // An approval that waits keeps the erasure open until it has ended.
    while (await continueErasures({ db: stores.worker }, NOW));
    const open = await stores.db.tenant(org.id, (scope) => findErasure(scope, requested.value.id));
    expect(open).toMatchObject({ records: 5, approvals: 0, finishedAt: null });
    await stores.db.tenant(org.id, ({ tx }) => tx.approval.updateMany({ where: {}, data: { state: "cancelled" } }));
    await Promise.all([continueErasures({ db: stores.worker }, NOW), continueErasures({ db: stores.worker }, NOW)]);
    while (await continueErasures({ db: stores.worker }, NOW));
    const done = await stores.db.tenant(org.id, (scope) => findErasure(scope, requested.value.id));
    expect(done).toMatchObject({ records: 5, approvals: 1, needles: [] });
    const left = await everything(org);
    expect(left.toLowerCase().split("eve@customer.test")).toHaveLength(left.split("neveeve@customer.test").length);
    const lines = await exported(org);
    const verified = await verifyExport(lines, { keys: [publicKeyOf(org)] });
    expect(verified).toMatchObject({ ok: true, records: 11, erased: 5 });
    await write(1);
    expect((await sign(org)).kind).toBe("SIGNED");
  });

  it("P54: keeps bodies only as long as the organization wants, and every place in the tree", async () => {
    const { org, ids } = await written([20]);
    await stores.db.tenant(org.id, (scope) => setRetentionDays(scope, 30));
    const later = (days: number) => new Date(Date.now() + days * 86_400_000);
    while (await keepRetention({ db: stores.worker }, later(29)));
    expect(await verifyExport(await exported(org), { keys: [publicKeyOf(org)] })).toMatchObject({ erased: 0 });
    while (await keepRetention({ db: stores.worker }, later(31)));
    const verified = await verifyExport(await exported(org), { keys: [publicKeyOf(org)] });
    expect(verified).toMatchObject({ ok: true, records: 20, erased: 20 });
    expect(await everything(org)).not.toContain("robot arms");
    expect(
      await proveRecord({ db: stores.db, signer }, { organizationId: org.id, recordId: ids[3] ?? "" }),
    ).not.toBeNull();
    const store = postgresAuditStore(stores.db);
    const found = await getRecord({ audit: store }, { organizationId: org.id, recordId: ids[3] ?? "" });
    expect(found).toMatchObject({ erased: { why: "retention" }, record: { operationName: "search_web" } });
  });

  it("P54: lets the worker erase a record once and change it in no other way, and the application in none", async () => {
    const { org, ids } = await written([2]);
    const change = (db: Pick<WorkerDb, "tenant">, set: string) =>
      db.tenant(org.id, ({ tx }) => tx.$executeRawUnsafe(`UPDATE audit_records SET ${set} WHERE id = '${ids[0]}'`));
    await expect(change(stores.worker, "summary = 'other'")).rejects.toThrow("row-level security");
    await expect(change(stores.worker, "outcome = 'denied'")).rejects.toThrow("permission denied");
    await expect(change(stores.db, "summary = ''")).rejects.toThrow("permission denied");
    const erase = `salts = NULL, erased = '{}', "personId" = NULL, "instanceName" = NULL, summary = ''`;
    expect(await change(stores.worker, erase)).toBe(1);
    expect(await change(stores.worker, erase)).toBe(0);
  });

  it("is mailed to its owner from six in the morning on, once a day of theirs, and only when it has grown", async () => {
    const { org, write } = await written([7]);
    await stores.db.tenant(org.id, ({ tx }) => tx.organization.updateMany({ data: { timeZone: "Pacific/Auckland" } }));
    const plan = async (at: string): Promise<number> => {
      const many = { now: new Date(at), newId: () => newId("headMail") };
      await Promise.all([1, 2, 3].map(() => stores.worker.system((scope) => planHeadMails(scope, many))));
      return stores.worker.system(({ tx }) => tx.headMail.count({ where: { organizationId: org.id } }));
    };
    expect(await plan("2001-01-31T16:30:00Z")).toBe(0);
    expect(await plan("2001-01-31T17:30:00Z")).toBe(1);
    expect(await plan("2001-02-02T17:30:00Z")).toBe(1);
    await write(2);
    await sign(org);
    expect(await plan("2001-01-31T20:00:00Z")).toBe(1);
    expect(await plan("2001-02-02T17:30:00Z")).toBe(2);
  });

  it("P50: changes its signing key with a record, and every head stays good under the key of its time", async () => {
    const { org, ids, write, act } = await written([5]);
    const deps = { db: stores.worker, signer };
    const rotated = await rotateAuditKey(deps, { organizationId: org.id, actor: owner });
    if (!rotated.ok) throw new Error(rotated.refusal.detail);
    const early = await rotateAuditKey(deps, { organizationId: org.id, actor: owner });
    expect(early).toMatchObject({ ok: false, refusal: { code: "audit.key.pending" } });
    await write(2);
    await sign(org);
    await act();
    await write(3);
    await sign(org);
    const { before, after } = rotated.value;
    const heads = await listSignedHeads({ db: stores.db, signer }, { organizationId: org.id, from: 0, limit: 10 });
    expect(heads.checkpoints.map((head) => [head.size, head.publicKey])).toEqual([
      [5, before],
      [7, before],
      [11, after],
    ]);
    for (const { note, publicKey } of heads.checkpoints) expect(readPublicKey(publicKey)?.open(note)).not.toBeNull();
    const keys = await listAuditKeys({ db: stores.db, signer }, org.id);
    expect(keys).toMatchObject([
      { generation: 1, publicKey: before, until: 7 },
      { generation: 2, publicKey: after, until: null },
    ]);
    const lines = await exported(org);
    const both = [`${before} until 7`, after];
    expect(await verifyExport(lines, { keys: both })).toMatchObject({ ok: true, records: 11, signed: 11 });
    expect(await verifyExport(lines, { keys: [before] })).toMatchObject({ ok: false, fault: { kind: "key" } });
    const proof = await proveRecord({ db: stores.db, signer }, { organizationId: org.id, recordId: ids[0] ?? "" });
    expect(proof?.publicKey).toBe(after);
  });

  it("shows another organization nothing", async () => {
    const { org, ids } = await written([3]);
    const other = await makeOrganization(stores, { shard: 39 });
    expect(
      await proveRecord({ db: stores.db, signer }, { organizationId: other.id, recordId: ids[0] ?? "" }),
    ).toBeNull();
    expect(await stores.db.tenant(other.id, (scope) => findTreeHead(scope))).toBeNull();
    expect(await exported(other)).toHaveLength(1);
    expect(await exported(org)).toHaveLength(4);
  });
});
