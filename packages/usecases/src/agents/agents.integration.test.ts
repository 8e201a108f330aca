import { newId } from "@countersign/contracts";
import { type AgentRow, findApproval, listMembers, type OrganizationRow } from "@countersign/db";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { requestApproval } from "../approvals/request.ts";
import { requestOf, type TestOrganization } from "../approvals/test-organization.ts";
import { ACTOR, granted, openConfiguration, type TestConfiguration } from "../configuration/test-configuration.ts";
import { addConnection } from "../connections/add-connection.ts";
import { issueKey } from "../keys/issue-key.ts";
import { listInFlight } from "../kills/list-in-flight.ts";
import { pullKill } from "../kills/pull-kill.ts";
import { archiveAgent, restoreAgent } from "./archive-agent.ts";
import { createAgent } from "./create-agent.ts";
import { enrolInstance } from "./enrol-instance.ts";
import { updateAgent } from "./update-agent.ts";

let world: TestConfiguration;
let organization: OrganizationRow;
let agent: AgentRow;

beforeAll(async () => {
  world = await openConfiguration();
});
afterAll(() => world.close());
beforeEach(async () => {
  organization = await world.organization();
  agent = granted(await createAgent(world.deps, { ...change(), name: "outreach", title: "Outreach", tags: ["sales"] }));
});

const change = () => ({ organizationId: organization.id, actor: ACTOR });
const update = (edit: object) => updateAgent(world.deps, { ...change(), agentId: agent.id, ...edit });
const lastAct = async () => (await world.acts(organization.id)).at(-1);

/** An agent with a proved instance, a connection, an approval that waits, and a call that is out. */
async function withWork() {
  const { instance, keyId } = granted(
    await issueKey(world.deps, { ...change(), agentId: agent.id, instanceName: "seven" }),
  );
  const connection = granted(
    await addConnection(world.deps, { ...change(), name: "demo", title: "Demo", url: "https://demo.acme.test/mcp" }),
  );
  const ids: TestOrganization = {
    id: organization.id,
    agentId: agent.id,
    instanceId: instance?.id ?? "",
    connectionId: connection.id,
    members: {} as TestOrganization["members"],
  };
  const { approval } = await requestApproval(world.deps, requestOf(ids, "ana@acme.test"));
  const place = { org: organization.id, shard: organization.shard };
  await world.admission.openOrganization({ ...place, version: 1, kills: [], counters: [] });
  const callId = newId("call");
  const principal = { ...requestOf(ids, "x").principal, keyId };
  const record = {
    ...{ id: newId("record"), at: new Date().toISOString(), organizationId: organization.id, kind: "call", callId },
    ...{ principal, connectionId: connection.id, connectionName: "demo", operationName: "send_email", surface: "mcp" },
    ...{ arguments: null, argumentsHash: null, forwardedHash: null, decision: "allow", ruleIds: [], reasons: [] },
    ...{ policyVersion: 1, approvalId: null, attempt: null, outcome: "unknown", errorCode: null, errorDetail: null },
    ...{ result: null, latency: { gatewayMs: 0, approvalMs: 0, upstreamMs: 0 }, reservedMicros: "0", costMicros: "0" },
    ...{ limits: [], labels: [], summary: "to: ana", count: 1 },
  };
  const snapshotVersion = 1_000;
  const admitted = await world.admission.admit({
    ...place,
    ...{ snapshotVersion, callId, killKeys: [], limits: [], leaseMs: 60_000, unknownRecord: JSON.stringify(record) },
  });
  if (admitted.kind !== "OK") throw new Error(`the call isn't out: ${admitted.kind}`);
  return { instanceId: ids.instanceId, keyId, connectionId: connection.id, approvalId: approval.id, callId };
}

describe("changing an agent", () => {
  test("changes what is given, tells before and after, and leaves the rest", async () => {
    const owner = (await world.stores.db.tenant(organization.id, listMembers))[0];
    const changed = await update({ title: "Cold mail", tags: ["sales", "mail", "mail"], ownerMemberId: owner?.id });
    expect(changed).toMatchObject({ ok: true, inForce: true, value: { title: "Cold mail", tags: ["sales", "mail"] } });
    expect(await lastAct()).toMatchObject({
      action: "agent.updated",
      detail: {
        before: { title: "Outreach", tags: ["sales"], ownerMemberId: null },
        after: { title: "Cold mail", tags: ["sales", "mail"], ownerMemberId: owner?.id },
      },
    });
    const again = await update({ stopsWithOwner: true, enrolUpTo: 0, description: "Mails strangers" });
    expect(again).toMatchObject({ ok: true, value: { title: "Cold mail", stopsWithOwner: true, enrolUpTo: 0 } });
    const version = again.ok ? again.version : 0n;
    expect(await update({ title: "Cold mail", tags: ["sales", "mail"] })).toMatchObject({ ok: true, version });
  });

  test.each([
    [{ title: "  " }, "title"],
    [{ tags: ["Sales"] }, "tags"],
    [{ tags: Array.from({ length: 51 }, (_, index) => `t${index}`) }, "tags"],
    [{ enrolUpTo: -1 }, "enrolUpTo"],
    [{ enrolUpTo: 1.5 }, "enrolUpTo"],
    [{ enrolUpTo: 1e9 }, "enrolUpTo"],
  ])("%j is refused at its field", async (edit, path) => {
    expect(await update(edit)).toMatchObject({ ok: false, refusal: { problems: [{ path }] } });
  });

  test("an owner has to be a member of this organization", async () => {
    const other = await world.organization();
    const foreign = (await world.stores.db.tenant(other.id, listMembers))[0];
    const [known, unknown] = [await update({ ownerMemberId: foreign?.id }), await update({ ownerMemberId: "mem_no" })];
    expect(known).toEqual(unknown);
    expect(known).toMatchObject({ ok: false, refusal: { code: "request.target.unknown" } });
  });
});

describe("archiving", () => {
  test("withdraws what waited with a record each, and restoring takes only the agent back", async () => {
    const { approvalId } = await withWork();
    const target = { ...change(), agentId: agent.id };
    expect(await archiveAgent(world.deps, target)).toMatchObject({ ok: true, inForce: true, value: { withdrawn: 1 } });
    expect((await world.acts(organization.id)).slice(-2).map((act) => act.action)).toEqual([
      "approval.cancelled",
      "agent.archived",
    ]);
    const state = await world.stores.db.tenant(organization.id, (scope) => findApproval(scope, approvalId));
    expect(state).toMatchObject({ state: "cancelled", reason: "the agent was archived" });
    const version = (await archiveAgent(world.deps, target)) as { version: bigint };
    expect(await restoreAgent(world.deps, target)).toMatchObject({ ok: true, version: version.version + 1n });
    expect(await restoreAgent(world.deps, target)).toMatchObject({ ok: true, version: version.version + 1n });
  });
});

describe("what is in flight", () => {
  test("is found by organization, agent, instance, connection and key, and by nothing else", async () => {
    const work = await withWork();
    const found = async (kind: "organization" | "agent" | "instance" | "connection" | "key", id: string) => {
      const listed = await listInFlight(world.deps, { organizationId: organization.id, target: { kind, id } });
      const { calls, approvals } = granted(listed);
      return [calls?.map((call) => call.callId), approvals.map((approval) => approval.approvalId)];
    };
    const all = [[work.callId], [work.approvalId]];
    expect(await found("organization", organization.id)).toEqual(all);
    expect(await found("agent", agent.id)).toEqual(all);
    expect(await found("instance", work.instanceId)).toEqual(all);
    expect(await found("connection", work.connectionId)).toEqual(all);
    // The approval was asked for without a key.
    expect(await found("key", work.keyId)).toEqual([[work.callId], []]);
    const idle = granted(await createAgent(world.deps, { ...change(), name: "idle", title: "Idle" }));
    expect(await found("agent", idle.id)).toEqual([[], []]);
  });

  test("another organization's target is answered as one that never was", async () => {
    const other = await world.organization();
    const list = (id: string) => listInFlight(world.deps, { organizationId: other.id, target: { kind: "agent", id } });
    expect(await list(agent.id)).toEqual(await list("agt_never"));
    expect(await list(agent.id)).toMatchObject({ ok: false, refusal: { code: "request.target.unknown" } });
  });

  test("a pulled kill tells what it met", async () => {
    const work = await withWork();
    const target = { kind: "agent", id: agent.id } as const;
    const pulled = granted(await pullKill(world.deps, { ...change(), target, reason: "odd" }));
    expect(pulled.inFlight.calls).toMatchObject([
      { callId: work.callId, operationName: "send_email", summary: "to: ana" },
    ]);
    expect(pulled.inFlight.approvals).toMatchObject([{ approvalId: work.approvalId, state: "pending" }]);
  });

  test("an instance that is only declared can't be stopped by its name, and nothing is left stopped", async () => {
    const declared = granted(
      await enrolInstance(world.deps, { organizationId: organization.id, agentId: agent.id, name: "eight" }),
    );
    const target = { kind: "instance", id: declared.id } as const;
    expect(await pullKill(world.deps, { ...change(), target, reason: "odd" })).toMatchObject({
      ok: false,
      refusal: { problems: [{ path: "targetId" }] },
    });
    const place = { org: organization.id, shard: organization.shard };
    expect(await world.admission.organizationState(place)).toMatchObject({ kills: [] });
  });
});

describe("limits of an agent's own, and who is whose sub-agent", () => {
  const limits = [
    { calls: 50, per: "day" },
    { spend: "$5", per: "month", id: "budget" },
  ];

  test("are kept in their plainest writing and recorded with before and after", async () => {
    const updated = granted(await update({ limits: [{ per: "day", scope: "agent", calls: 50 }, limits[1]] }));
    expect(updated.limits).toEqual([limits[0], { id: "budget", spend: "$5.00", per: "month" }]);
    expect(await lastAct()).toMatchObject({ detail: { before: { limits: [] }, after: { limits: updated.limits } } });
    await update({ limits });
    expect((await lastAct())?.detail).toEqual((await world.acts(organization.id)).at(-1)?.detail);
  });

  test.each([
    [[{ calls: 5 }], /Limit 1.*per or every/],
    [[{ calls: -1, per: "day" }], /Limit 1/],
    [[{ calls: 2 ** 53, per: "day" }], /Limit 1/],
    [[{ spend: "$9007199255", per: "day" }], /Limit 1/],
    [[{ spend: 5, per: "day" }], /Limit 1/],
    [[{ calls: 5, per: "day", scope: "organization" }], /own limit counts the agent's calls only/],
    [[limits[0], limits[0]], /Limit 2.*same kind, scope and window/],
    [{ calls: 5, per: "day" }, /./],
    ["none", /./],
  ])("refuse %j", async (written, problem) => {
    const refused = await update({ limits: written });
    expect(refused).toMatchObject({ ok: false, refusal: { problems: [{ path: "limits" }] } });
    if (!refused.ok) expect(refused.refusal.problems?.[0]?.message).toMatch(problem);
  });

  test("nobody is above themselves, nor anybody's child in another organization", async () => {
    const child = granted(await createAgent(world.deps, { ...change(), name: "helper", title: "Helper", tags: [] }));
    granted(await updateAgent(world.deps, { ...change(), agentId: child.id, parentAgentId: agent.id }));
    expect(await lastAct()).toMatchObject({
      detail: { before: { parentAgentId: null }, after: { parentAgentId: agent.id } },
    });
    for (const parentAgentId of [child.id, agent.id]) {
      const refused = await update({ parentAgentId });
      expect(refused).toMatchObject({ ok: false, refusal: { problems: [{ path: "parentAgentId" }] } });
    }
    const foreign = await world.organization();
    const theirs = { organizationId: foreign.id, actor: ACTOR, name: "x", title: "X", tags: [] };
    const other = granted(await createAgent(world.deps, theirs));
    const unknown = await update({ parentAgentId: "agt_none" });
    expect(unknown).toMatchObject({ ok: false, refusal: { code: "request.target.unknown" } });
    expect(await update({ parentAgentId: other.id })).toEqual(unknown);
  });
});
