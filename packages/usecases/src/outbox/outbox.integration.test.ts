import { type Admission, createAdmission } from "@countersign/admission";
import { newId, type OutboxMessage } from "@countersign/contracts";
import { appendOutbox } from "@countersign/db";
import { startRedis, type TestRedis } from "@countersign/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import {
  makeOrganization,
  openStores,
  type TestOrganization,
  type TestStores,
} from "../approvals/test-organization.ts";
import { type RelayDeps, relayOutbox } from "./relay.ts";

// Two cores may be busy with other suites.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

describe("the outbox relay", () => {
  let stores: TestStores;
  let redis: TestRedis;
  let admission: Admission;
  let org: TestOrganization;
  let scheduled: string[];
  let failures: string[];

  beforeAll(async () => {
    stores = await openStores();
    redis = await startRedis();
    admission = createAdmission({ redisUrl: redis.url, shards: 1, deadlineMs: 300 });
    await admission.ready(5_000);
  });
  beforeEach(async () => {
    await stores.worker.system(({ tx }) => tx.outbox.deleteMany());
    org = await makeOrganization(stores);
    scheduled = [];
    failures = [];
  });
  afterAll(async () => {
    await admission?.close();
    await redis?.close();
    await stores?.close();
  });

  const deps = (): RelayDeps => ({
    db: stores.worker,
    admission,
    scheduleExpiry: async ({ approvalId }) => void scheduled.push(approvalId),
    requestDiscovery: async ({ connectionId }) => void scheduled.push(connectionId),
    requestWebhookTest: async ({ webhookId }) => void scheduled.push(webhookId),
    mostAnnounced: 100,
    random: () => 0,
    onFailure: ({ topic }, problem) => failures.push(`${topic}: ${problem}`),
  });
  const put = (message: OutboxMessage) => stores.db.tenant(org.id, (scope) => appendOutbox(scope, message));
  const rows = () =>
    stores.worker.system(({ tx }) => tx.outbox.findMany({ where: { organizationId: org.id }, orderBy: { id: "asc" } }));
  const requested = (): OutboxMessage => {
    return { topic: "approval.requested", payload: { approvalId: newId("approval"), expiresAtMs: 1 } };
  };

  it("does each message once, though two relays share the work", async () => {
    for (let each = 0; each < 20; each += 1) await put(requested());
    const taken = await Promise.all([relayOutbox(deps(), 100), relayOutbox(deps(), 100)]);
    expect(taken[0] + taken[1]).toBe(20);
    expect(new Set(scheduled).size).toBe(20);
    expect((await rows()).every((row) => row.doneAt !== null)).toBe(true);
    expect(await relayOutbox(deps(), 100)).toBe(0);
  });

  it("puts off what fails, keeps it, and lets the rest through the next time", async () => {
    await put(requested());
    // Tried often already: it is put off by half a minute, longer than this test takes.
    await stores.worker.system(({ tx }) => tx.outbox.updateMany({ data: { attempts: 10 } }));
    const poisoned = { ...deps(), scheduleExpiry: () => Promise.reject(new Error("the queue is away")) };
    expect(await relayOutbox(poisoned, 100)).toBe(1);
    expect(failures).toEqual(["approval.requested: the queue is away"]);
    const [row] = await rows();
    expect(row).toMatchObject({ attempts: 11, doneAt: null });
    expect(await relayOutbox(deps(), 100)).toBe(0);
    await put(requested());
    expect(await relayOutbox(deps(), 100)).toBe(1);
    await stores.worker.system(({ tx }) => tx.outbox.updateMany({ data: { availableAt: new Date(0) } }));
    expect(await relayOutbox(deps(), 100)).toBe(1);
    expect(scheduled).toHaveLength(2);
  });

  it("a version is in force only once Redis has it", async () => {
    const inForce = async () =>
      (await stores.db.tenant(org.id, ({ tx }) => tx.organization.findFirst()))?.versionInForce;
    await redis.kill9();
    await put({ topic: "version.raised", payload: { version: "3" } });
    await relayOutbox(deps(), 100);
    expect(await inForce()).toBe(0n);
    await redis.restart();
    await admission.ready(5_000);
    await expect.poll(() => relayOutbox(deps(), 100).then(inForce), { timeout: 10_000 }).toBe(3n);
    const state = await admission.organizationState({ org: org.id, shard: 0 });
    expect(state).toMatchObject({ version: 3 });
  });

  it("a message nobody understands stays, and is said", async () => {
    await stores.worker.system(async ({ tx }) => {
      await tx.outbox.create({ data: { id: newId("outbox"), organizationId: org.id, topic: "nonsense", payload: {} } });
    });
    await relayOutbox(deps(), 100);
    expect(failures).toEqual(["nonsense: not a message of the outbox: nonsense"]);
    expect(await rows()).toMatchObject([{ attempts: 1, doneAt: null }]);
  });
});
