import { randomUUID } from "node:crypto";
import type { Refusal } from "@countersign/contracts";
import { isAllowed, ROLES, type Role } from "@countersign/core";
import { issueManagementToken } from "@countersign/usecases";
import { TRPCError } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tokenActor } from "./auth/token-actor.ts";
import { peopleDeps } from "./deps.ts";
import { RefusalError } from "./refusal-error.ts";
import { appRouter } from "./router.ts";
import { askApproval } from "./testing/test-approval.ts";
import {
  makeOrganization,
  openDashboard,
  type TestDashboard,
  type TestOrganization,
} from "./testing/test-organization.ts";

const POLICY =
  "version: 1\nrules:\n  - { id: mail, agents: [outreach], operations: [demo.send_email], effect: allow }\n";
const START_MS = 60_000;

describe("the dashboard's procedures", () => {
  let dashboard: TestDashboard;
  let acme: TestOrganization;
  let globex: TestOrganization;

  beforeAll(async () => {
    dashboard = await openDashboard();
    acme = await makeOrganization(dashboard, "acme");
    globex = await makeOrganization(dashboard, "globex");
  }, START_MS);
  afterAll(() => dashboard?.close());

  /** Every procedure that answers once, called with input that is valid in form. */
  const calls: Readonly<
    Record<string, (caller: ReturnType<TestOrganization["as"]>, organization: string) => Promise<unknown>>
  > = {
    "agents.list": (caller, organization) => caller.agents.list({ organization }),
    "agents.create": (caller, organization) => caller.agents.create({ organization, name: "No", title: "No" }),
    "approvals.list": (caller, organization) => caller.approvals.list({ organization }),
    "approvals.countWaiting": (caller, organization) => caller.approvals.countWaiting({ organization }),
    "approvals.get": (caller, organization) => caller.approvals.get({ organization, id: "apr_none" }),
    "approvals.approve": (caller, organization) => caller.approvals.approve({ organization, id: "apr_none" }),
    "approvals.deny": (caller, organization) => caller.approvals.deny({ organization, id: "apr_none", reason: "no" }),
    "connections.list": (caller, organization) => caller.connections.list({ organization }),
    "keys.revoke": (caller, organization) => caller.keys.revoke({ organization, id: "key_none" }),
    "keys.issue": (caller, organization) => caller.keys.issue({ organization, agentId: "agt_none" }),
    "kills.lift": (caller, organization) => caller.kills.lift({ organization, id: "kil_none" }),
    "kills.pull": (caller, organization) =>
      caller.kills.pull({ organization, targetKind: "agent", targetId: "agt_none", reason: "no" }),
    "live.changes": (caller, organization) => caller.live.changes({ organization }),
    "overview.figures": (caller, organization) => caller.overview.figures({ organization }),
    "policy.get": (caller, organization) => caller.policy.get({ organization }),
    "policy.validate": (caller, organization) => caller.policy.validate({ organization, source: "" }),
    "policy.publish": (caller, organization) =>
      caller.policy.publish({ organization, source: "", message: "x", baseVersion: 9 }),
    "records.list": (caller, organization) => caller.records.list({ organization }),
    "records.get": (caller, organization) => caller.records.get({ organization, id: "rec_none" }),
    "records.facets": (caller, organization) => caller.records.facets({ organization }),
  };

  it("are all tried across organizations by these tests", () => {
    expect(Object.keys(appRouter._def.procedures).sort()).toEqual(Object.keys(calls).sort());
  });

  it.each(Object.keys(calls))(
    "%s shows an owner of another organization nothing, not even that it exists",
    async (name) => {
      const other = await refusalOf(calls[name]?.(globex.as("owner"), "acme"));
      const none = await refusalOf(calls[name]?.(globex.as("owner"), "nobody"));
      expect(other).toEqual(none);
      expect(other).toMatchObject({ code: "request.target.unknown", status: 404 });
    },
  );

  it.each(Object.keys(calls))("%s answers nobody who isn't signed in", async (name) => {
    const anonymous = appRouter.createCaller({ services: dashboard.services, actor: null, requestId: randomUUID() });
    expect(await refusalOf(calls[name]?.(anonymous, "acme"))).toMatchObject({ code: "auth.credential.missing" });
  });

  const needs = {
    "agents.list": "agents.read",
    "agents.create": "agents.write",
    "approvals.approve": "approvals.decide",
    "connections.list": "connections.read",
    "keys.issue": "agents.write",
    "kills.lift": "kills.write",
    "kills.pull": "kills.write",
    "keys.revoke": "agents.write",
    "overview.figures": "audit.read",
    "policy.publish": "policy.publish",
    "records.list": "audit.read",
  } as const;

  it.each(ROLES.flatMap((role) => Object.keys(needs).map((name) => [role, name] as const)))(
    "%s may do %s exactly when the role has its permission",
    async (role, name) => {
      const permission = needs[name as keyof typeof needs];
      const answer = await refusalOf(calls[name]?.(acme.as(role), "acme"));
      expect(answer?.code === "auth.permission.missing").toBe(!isAllowed(role as Role, permission));
    },
  );

  it("an agent is made, keyed and stopped, and nobody of another organization can do that to it", async () => {
    const owner = acme.as("owner");
    const made = await owner.agents.create({ organization: "acme", name: "scout", title: "Scout", tags: ["sales"] });
    const again = owner.agents.create({ organization: "acme", name: "scout", title: "Scout" });
    expect(await refusalOf(again)).toMatchObject({ status: 400 });
    const issued = await owner.keys.issue({ organization: "acme", agentId: made.id, title: "laptop" });
    const pulled = await owner.kills.pull({
      organization: "acme",
      targetKind: "agent",
      targetId: made.id,
      reason: "It mails too much.",
    });
    expect(issued.key).toMatch(/^csk_/);

    const stranger = globex.as("owner");
    for (const tried of [
      () => stranger.keys.issue({ organization: "globex", agentId: made.id }),
      () => stranger.keys.revoke({ organization: "globex", id: issued.id }),
      () => stranger.kills.lift({ organization: "globex", id: pulled.id }),
      () => stranger.kills.pull({ organization: "globex", targetKind: "agent", targetId: made.id, reason: "no" }),
    ]) {
      expect(await refusalOf(tried())).toMatchObject({ code: "request.target.unknown" });
    }

    const shown = async () => {
      const { agents } = await owner.agents.list({ organization: "acme" });
      return agents.find((agent) => agent.id === made.id);
    };
    expect(await shown()).toMatchObject({
      tags: ["sales"],
      kill: { id: pulled.id, reason: "It mails too much." },
      keys: [{ id: issued.id, title: "laptop", revokedAt: null }],
    });
    expect(JSON.stringify(await shown())).not.toContain(issued.key);
    await owner.kills.lift({ organization: "acme", id: pulled.id });
    expect(await shown()).toMatchObject({ kill: null });
  });

  it("a refused pull or revocation that names a stopped agent by mistake leaves it stopped", async () => {
    const owner = acme.as("owner");
    const { id } = await owner.agents.create({ organization: "acme", name: "stopped", title: "Stopped" });
    await owner.kills.pull({ organization: "acme", targetKind: "agent", targetId: id, reason: "odd calls" });
    const wrongKind = owner.kills.pull({ organization: "acme", targetKind: "instance", targetId: id, reason: "x" });
    expect(await refusalOf(wrongKind)).toMatchObject({ code: "request.target.unknown" });
    expect(await refusalOf(owner.keys.revoke({ organization: "acme", id }))).toMatchObject({ status: 404 });
    const state = await dashboard.services.admission.organizationState({ org: acme.id, shard: 0 });
    expect(state).toMatchObject({ kills: [id] });
  });

  it("an approval of another organization can't be read or decided by its id", async () => {
    const id = await askApproval(dashboard, acme, { to: "wall@partner.org" });
    const stranger = globex.as("owner");
    expect(await refusalOf(stranger.approvals.get({ organization: "globex", id }))).toMatchObject({ status: 404 });
    expect(await refusalOf(stranger.approvals.approve({ organization: "globex", id }))).toMatchObject({ status: 404 });
    expect(await acme.as("owner").approvals.get({ organization: "acme", id })).toMatchObject({ state: "pending" });
  });

  it("an approval shows its arguments in the schema's order and who may decide", async () => {
    const id = await askApproval(dashboard, acme, { to: "ann@partner.org" });
    const shown = await acme.as("owner").approvals.get({ organization: "acme", id });
    expect(shown).toMatchObject({
      canDecide: true,
      operationTitle: "Send an e-mail",
      unreachedChannels: ["slack:#agent-approvals"],
    });
    expect(shown.fields.map((field) => [field.name, field.isPresent])).toEqual([
      ["to", true],
      ["cc", false],
      ["subject", true],
      ["body", true],
    ]);
    expect(shown.requirements[0]?.by.sort()).toEqual(["admin of acme", "owner of acme"]);
  });

  it("a member whom the rule doesn't name can't decide, whatever the role", async () => {
    const id = await askApproval(dashboard, acme, { to: "dev@partner.org" });
    expect(await refusalOf(acme.as("developer").approvals.approve({ organization: "acme", id }))).toMatchObject({
      code: "approval.vote.forbidden",
    });
  });

  it("an approver sees only the approvals that name them", async () => {
    const named = await askApproval(dashboard, acme, { to: "cy@partner.org", by: [acme.people.approver.email] });
    const other = await askApproval(dashboard, acme, { to: "else@partner.org" });
    const approver = acme.as("approver");
    const { approvals } = await approver.approvals.list({ organization: "acme" });
    expect(approvals.map((approval) => approval.id)).toEqual([named]);
    expect(await refusalOf(approver.approvals.get({ organization: "acme", id: other }))).toMatchObject({ status: 404 });
    expect(await approver.approvals.countWaiting({ organization: "acme" })).toEqual({ count: 1 });
  });

  it("connections show their operations, and only the organization's own", async () => {
    const { connections } = await acme.as("auditor").connections.list({ organization: "acme" });
    const others = (await globex.as("owner").connections.list({ organization: "globex" })).connections;
    expect(connections).toMatchObject([{ name: "demo", disconnectedAt: null }]);
    expect(connections[0]?.operations.find(({ name }) => name === "send_email")).toMatchObject({ state: "active" });
    const ids = connections.flatMap(({ id, operations }) => [id, ...operations.map((operation) => operation.id)]);
    expect(ids.filter((id) => JSON.stringify(others).includes(id))).toEqual([]);
  });

  it("a denial is final and carries its reason", async () => {
    const id = await askApproval(dashboard, acme, { to: "no@partner.org" });
    const denied = await acme.as("admin").approvals.deny({ organization: "acme", id, reason: "Call her instead." });
    expect(denied).toMatchObject({ state: "denied", reason: "Call her instead.", canDecide: false });
    expect(await refusalOf(acme.as("owner").approvals.approve({ organization: "acme", id }))).toMatchObject({
      code: "approval.state.final",
      status: 409,
    });
  });

  it("a decision is heard live at once, as an id and a state", async () => {
    const id = await askApproval(dashboard, acme, { to: "live@partner.org" });
    const changes = await acme.as("owner").live.changes({ organization: "acme" });
    const iterator = changes[Symbol.asyncIterator]();
    let hasHeard = false;
    const first = iterator.next().then(() => {
      hasHeard = true;
    });
    // The subscription stands once Redis said so; until then the decision would go unheard.
    const place = { org: acme.id, shard: 0 };
    await expect
      .poll(async () => {
        await dashboard.services.admission.publishLive(place, '{"type":"version","version":"1"}');
        return hasHeard;
      })
      .toBe(true);
    await first;
    await acme.as("owner").approvals.approve({ organization: "acme", id });
    await expect.poll(async () => (await iterator.next()).value).toEqual({ type: "approval", id, state: "approved" });
    await iterator.return?.(undefined);
  });

  it("a policy is validated, published once and refused when made from an old version", async () => {
    const owner = acme.as("owner");
    const bad = await owner.policy.validate({ organization: "acme", source: POLICY.replace("outreach", "nobody") });
    expect(bad).toMatchObject({ isPublishable: false, problems: [{ line: 3 }] });
    const publish = { organization: "acme", source: POLICY, message: "first", baseVersion: 0 };
    expect(await owner.policy.publish(publish)).toMatchObject({ version: 1 });
    expect(await refusalOf(owner.policy.publish(publish))).toMatchObject({ code: "policy.version.conflict" });
    expect(await owner.policy.get({ organization: "acme" })).toMatchObject({
      version: 1,
      source: POLICY,
      message: "first",
    });
  });

  it("a management token acts in its own organization only, and can't vote", async () => {
    const deps = peopleDeps(dashboard.services);
    const actor = { kind: "system", id: null, name: "test" } as const;
    const { text } = await issueManagementToken(deps, { organizationId: acme.id, actor, title: "ci", role: "admin" });
    const holder = await tokenActor(dashboard.services, `Bearer ${text.reveal()}`);
    const token = appRouter.createCaller({ services: dashboard.services, actor: holder, requestId: randomUUID() });
    expect((await token.agents.list({})).agents[0]?.name).toBe("outreach");
    expect(await refusalOf(token.agents.list({ organization: "globex" }))).toMatchObject({ status: 404 });
    const id = await askApproval(dashboard, acme, { to: "token@partner.org" });
    expect(await refusalOf(token.approvals.approve({ id }))).toMatchObject({ code: "approval.vote.forbidden" });
    expect(await tokenActor(dashboard.services, `Bearer ${text.reveal().slice(0, -1)}0`)).toBeNull();
  });
});

/** The refusal a call ended with; undefined when it answered. Rethrows faults. */
async function refusalOf(calling: Promise<unknown> | undefined): Promise<Refusal | undefined> {
  try {
    await calling;
    return undefined;
  } catch (error) {
    if (error instanceof TRPCError && error.cause instanceof RefusalError) return error.cause.refusal;
    throw error;
  }
}
