import { verifyInclusion } from "@countersign/core";
import { createDb, findTreeHead, takeWriterLease, type WriterLease } from "@countersign/db";
import { Secret } from "@countersign/vault";
import { createNoteSigner, readPublicKey, splitHashes, treeHasher, verifyExport } from "@countersign/vault/audit";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  makeOrganization,
  openStores,
  type TestOrganization,
  type TestStores,
} from "../approvals/test-organization.ts";
import { callRecordOf, streamItemOf } from "../audit/test-records.ts";
import { type AuditWriter, writeRecords } from "../audit/write-records.ts";
import { exportTree } from "./export-tree.ts";
import { proveConsistency } from "./prove-consistency.ts";
import { proveRecord } from "./prove-record.ts";
import { checkpointOrigin, signHead } from "./sign-head.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const signerOf = (origin: string) => createNoteSigner(new Secret("the signing secret of a test"), origin);
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
    const write = async (count: number): Promise<void> => {
      const records = Array.from({ length: count }, () =>
        callRecordOf(org.id, { summary: "half a \ud800 pair\u0000" }),
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
    return { org, ids, write };
  }

  const sign = (org: TestOrganization) =>
    signHead({ db: stores.worker, signerOf }, { organizationId: org.id, now: NOW });
  const exported = async (org: TestOrganization, range = {}): Promise<string[]> => {
    const lines: string[] = [];
    for await (const line of exportTree({ db: stores.db, signerOf }, { organizationId: org.id, ...range })) {
      lines.push(line);
    }
    return lines;
  };
  const publicKeyOf = (org: TestOrganization) => signerOf(checkpointOrigin(org.id)).publicKey;
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
      const proof = await proveRecord({ db: stores.db }, { organizationId: org.id, recordId: recordId ?? "" });
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
    const verified = await verifyExport(lines, { publicKey: publicKeyOf(org) });
    expect(verified).toMatchObject({ ok: true, records: ids.length, signed: ids.length, checkpoints: 4 });
    const part = await verifyExport(await exported(org, { from: 200, to: 400 }), { publicKey: publicKeyOf(org) });
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
    const verified = await verifyExport(await exported(org), { publicKey: publicKeyOf(org) });
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

  it("shows another organization nothing", async () => {
    const { org, ids } = await written([3]);
    const other = await makeOrganization(stores, { shard: 39 });
    expect(await proveRecord({ db: stores.db }, { organizationId: other.id, recordId: ids[0] ?? "" })).toBeNull();
    expect(await stores.db.tenant(other.id, (scope) => findTreeHead(scope))).toBeNull();
    expect(await exported(other)).toHaveLength(1);
    expect(await exported(org)).toHaveLength(4);
  });
});
