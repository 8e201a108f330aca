import { findAgent } from "@countersign/db";
import { takeWriterLease } from "@countersign/db/audit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  makeOrganization,
  openStores,
  type TestOrganization,
  type TestStores,
} from "../approvals/test-organization.ts";
import { callRecordOf, streamItemOf } from "../audit/test-records.ts";
import { writeRecords } from "../audit/write-records.ts";
import { readAgentsActivity, readInstancesActivity } from "./read-activity.ts";

const HOUR_MS = 3_600_000;

describe("what agents did in the last 24 hours", () => {
  let stores: TestStores;
  let org: TestOrganization;
  let agentName: string;
  const newest = new Date(Date.now() - 60_000).toISOString();

  beforeAll(async () => {
    stores = await openStores();
    org = await makeOrganization(stores, { ownedBy: "ana" });
    agentName = (await stores.db.tenant(org.id, (scope) => findAgent(scope, org.agentId)))?.name ?? "";
    const principal = {
      ...callRecordOf(org.id).principal,
      agentId: org.agentId,
      agentName,
      instanceId: org.instanceId,
    };
    const call = (change: Parameters<typeof callRecordOf>[1]) => callRecordOf(org.id, { principal, ...change });
    const records = [
      call({ at: new Date(Date.now() - 25 * HOUR_MS).toISOString(), costMicros: "900" }),
      call({
        at: new Date(Date.now() - 2 * HOUR_MS).toISOString(),
        decision: "deny",
        outcome: "denied",
        costMicros: "0",
        count: 3,
      }),
      call({ at: new Date(Date.now() - HOUR_MS).toISOString(), decision: "require_approval", outcome: "failed" }),
      call({ at: newest }),
    ];
    const lease = await takeWriterLease(stores.workerUrl, 0);
    if (!lease) throw new Error("somebody holds the shard");
    const writer = { db: stores.worker, shard: 0, fence: lease.fence };
    await writeRecords(
      writer,
      lease.position,
      records.map((record, place) => streamItemOf(record, place)),
    );
    await lease.release();
  }, 60_000);
  afterAll(async () => stores?.close());

  it("counts each call a record stands for, sums the cost, and leaves out what is older", async () => {
    const { last24h } = await readAgentsActivity(stores, org.id);
    expect([...last24h]).toEqual([[org.agentId, { calls: 5, denied: 3, asked: 1, failed: 1, spentMicros: 8_000n }]]);
  });

  it("tells the last call and the owner", async () => {
    const { lastCallAt, owners } = await readAgentsActivity(stores, org.id);
    expect(lastCallAt.get(org.agentId)).toBe(newest);
    expect(owners.get(org.members.ana.memberId)).toMatchObject({ email: org.members.ana.email, isGone: false });
  });

  it("tells the instances of an agent apart", async () => {
    const instances = await readInstancesActivity(stores, { organizationId: org.id, agentName });
    expect(instances.get(org.instanceId)).toMatchObject({ calls: 5, denied: 3 });
  });

  it("says nothing of another organization", async () => {
    const other = await makeOrganization(stores);
    expect((await readAgentsActivity(stores, other.id)).last24h.size).toBe(0);
    expect((await readInstancesActivity(stores, { organizationId: other.id, agentName })).size).toBe(0);
  });
});
