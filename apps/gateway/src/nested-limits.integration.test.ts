import { type FixtureMcpServer, startFixtureMcpServer } from "@countersign/testkit";
import { recountLimits, updateAgent, updateConnection, updateOrganization } from "@countersign/usecases";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Agent } from "./testing/agent.ts";
import { makeOrganization, type TestOrganization } from "./testing/organization.ts";
import { type Platform, startPlatform, type TestGateway } from "./testing/platform.ts";

const POLICY = `
version: 1
unpriced: allow
rules:
  - { id: all, agents: ["*"], operations: ["*"], effect: allow }
  - { id: lead-adds, agents: [lead], operations: [fixture.add], effect: allow, limits: [{ calls: 3, per: day }] }
`;

const ARGUMENTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  echo: { text: "x" },
  add: { a: 1, b: 1 },
  count: {},
};

describe("limits of agents and connections themselves", () => {
  let platform: Platform;
  let gateway: TestGateway;
  let fixture: FixtureMcpServer;

  beforeAll(async () => {
    platform = await startPlatform();
    fixture = await startFixtureMcpServer();
    gateway = await platform.startGateway();
  });
  afterAll(async () => {
    await platform?.close();
    await fixture?.close();
  });

  const makeOne = () =>
    makeOrganization(platform, {
      connections: { fixture, second: fixture },
      agents: { lead: ["lead-1"], helper: [], other: [] },
      policy: POLICY,
    });
  const clientOf = (organization: TestOrganization, name: string) =>
    new Agent(gateway.url, organization.agent(name).key.text);
  const agentChange = (organization: TestOrganization, name: string, edit: object) =>
    updateAgent(organization.deps, { ...organization.change, agentId: organization.agent(name).id, ...edit });

  /** Calls until refused; how many went through, and by which limit the next one was stopped. */
  async function through(agent: Agent, tool: string, most = 20): Promise<[number, string | undefined]> {
    for (let count = 0; count < most; count += 1) {
      const answer = await agent.call(tool, ARGUMENTS[tool.split("__")[1] ?? ""]);
      if (answer.decision) return [count, answer.decision.limit?.id];
    }
    return [most, undefined];
  }

  it("an agent's own limit holds whichever rule lets the call through, from the next call on", async () => {
    const organization = await makeOne();
    const lead = clientOf(organization, "lead");
    expect(await through(lead, "fixture__count", 2)).toEqual([2, undefined]);
    await agentChange(organization, "lead", { limits: [{ calls: 4, per: "day" }] });
    expect(await through(lead, "fixture__echo")).toEqual([4, "lead/calls-day"]);
    expect(await through(clientOf(organization, "other"), "fixture__echo", 6)).toEqual([6, undefined]);
    // A changed number keeps the count.
    await agentChange(organization, "lead", { limits: [{ calls: 6, per: "day" }] });
    expect(await through(lead, "fixture__count")).toEqual([2, "lead/calls-day"]);
  });

  it("a connection's own limit is one for all agents, and for no other connection", async () => {
    const organization = await makeOne();
    const connectionId = organization.connections["fixture"] ?? "";
    const limits = [{ calls: 5, per: "month" }];
    await updateConnection(organization.deps, { ...organization.change, connectionId, limits });
    expect(await through(clientOf(organization, "helper"), "fixture__echo", 2)).toEqual([2, undefined]);
    expect(await through(clientOf(organization, "other"), "fixture__echo")).toEqual([3, "fixture/calls-month"]);
    expect(await through(clientOf(organization, "other"), "second__echo", 6)).toEqual([6, undefined]);
  });

  it("a sub-agent spends what its parent may: the parent's own limits, and those its rules put on the operation", async () => {
    const organization = await makeOne();
    await agentChange(organization, "lead", { limits: [{ calls: 8, per: "day" }] });
    await agentChange(organization, "helper", { parentAgentId: organization.agent("lead").id });
    const [lead, helper] = [clientOf(organization, "lead"), clientOf(organization, "helper")];
    expect(await through(helper, "fixture__add", 2)).toEqual([2, undefined]);
    expect(await through(lead, "fixture__add")).toEqual([1, "lead-adds/calls-day"]);
    expect(await through(helper, "fixture__add")).toEqual([0, "lead-adds/calls-day"]);
    expect(await through(helper, "fixture__echo")).toEqual([5, "lead/calls-day"]);
    expect(await through(lead, "fixture__echo")).toEqual([0, "lead/calls-day"]);
    // Let go, it is bounded by the parent no more; what it spent of the parent's stays spent.
    await agentChange(organization, "helper", { parentAgentId: null });
    expect(await through(helper, "fixture__echo", 9)).toEqual([9, undefined]);
    expect(await through(lead, "fixture__echo")).toEqual([0, "lead/calls-day"]);
    const counted = await recountLimits(
      { db: platform.system, admission: platform.admission },
      { organizationId: organization.place.org, isFix: false, actor: organization.change.actor },
    );
    expect(counted).toMatchObject({ kind: "RECOUNTED", differences: [], ledgerFaults: [] });
  });

  it("moving to another time zone gives nobody a second day at once", async () => {
    const organization = await makeOne();
    await agentChange(organization, "lead", { limits: [{ calls: 3, per: "day" }] });
    const lead = clientOf(organization, "lead");
    expect(await through(lead, "fixture__echo")).toEqual([3, "lead/calls-day"]);
    for (const timeZone of ["Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kolkata", "UTC"]) {
      const changed = await updateOrganization(organization.deps, { ...organization.change, timeZone });
      expect(changed).toMatchObject({ ok: true, inForce: true });
      expect(await through(lead, "fixture__echo")).toEqual([0, "lead/calls-day"]);
    }
  });
});
