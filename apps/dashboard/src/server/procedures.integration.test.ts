import { randomUUID } from "node:crypto";
import { issueManagementToken } from "@countersign/usecases";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tokenActor } from "./auth/token-actor.ts";
import { peopleDeps } from "./deps.ts";
import { appRouter } from "./router.ts";
import { refusalOf } from "./testing/refusal-of.ts";
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
    expect(connections).toMatchObject([
      { name: "demo", disconnectedAt: null, health: "ready", secret: null, kill: null, operations: { active: 1 } },
    ]);
    const { operations } = await acme
      .as("auditor")
      .connections.get({ organization: "acme", connectionId: acme.connectionId });
    expect(operations).toMatchObject([
      { name: "send_email", title: "Send an e-mail", state: "active", candidate: null },
    ]);
    const ids = [...connections, ...operations].map(({ id }) => id);
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
