import { type FixtureMcpServer, startFixtureMcpServer } from "@countersign/testkit";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Agent, type Answer, ticketOf } from "./testing/agent.ts";
import { makeOrganization, type TestOrganization } from "./testing/organization.ts";
import { type Platform, startPlatform } from "./testing/platform.ts";

const POLICY = `
version: 1
rules:
  - { id: capped, agents: [scout], operations: [fixture.add], effect: allow, limits: [{ calls: 3, per: day, id: few }, { calls: 9, per: day, id: many }] }
  - { id: priced, agents: [scout], operations: [fixture.count], effect: allow, limits: [{ spend: $1, per: day }] }
  - { id: free, agents: [scout], operations: [fixture.echo], effect: allow }
  - { id: ask, agents: [scout], operations: [fixture.structured], effect: require_approval, approval: { by: [role:owner], expires: 30m } }
`;
const SOON = { timeout: 30_000, interval: 20 };

describe("a Redis that lost everything", () => {
  let platform: Platform;
  let fixture: FixtureMcpServer;
  let organization: TestOrganization;
  let agent: Agent;
  let ticket: string;
  let revoked: Agent;
  const meanwhile: Answer[] = [];

  beforeAll(async () => {
    platform = await startPlatform({ forgets: true });
    fixture = await startFixtureMcpServer();
    organization = await makeOrganization(platform, {
      connections: { fixture: { url: fixture.url, overrides: { count: { priceMicros: 250_000n } } } },
      agents: { scout: [], stopped: [] },
      policy: POLICY,
    });
    const gateway = await platform.startGateway({ COUNTERSIGN_TICKET_AFTER_MS: "0" });
    await platform.startWorker();
    agent = new Agent(gateway.url, organization.agent().key.text);
    for (let times = 0; times < 3; times += 1) await agent.call("fixture__add", { a: times, b: 0 });
    for (let times = 0; times < 3; times += 1) await agent.call("fixture__count");
    ticket = ticketOf(await agent.call("fixture__structured"));
    const spare = await organization.issueKey(organization.agent().id);
    revoked = new Agent(gateway.url, spare.text);
    await organization.revoke(spare.id);
    await organization.pullKill({ kind: "agent", id: organization.agent("stopped").id });
    await organization.callRecords("fixture.add", 3);
    await organization.callRecords("fixture.count", 3);
    await platform.redis.kill9();
    await platform.redis.restart();
    await vi.waitFor(async () => {
      meanwhile.push(await agent.call("fixture__echo", { text: "back" }));
      if (meanwhile.at(-1)?.text !== "back") throw new Error("it isn't rebuilt");
    }, SOON);
  });
  afterAll(async () => {
    await platform?.close();
    await fixture?.close();
  });

  it("lets no call through until the worker has rebuilt it, and says that it is being rebuilt", () => {
    const refused = meanwhile.slice(0, -1);
    const told = refused.filter((answer) => answer.error?.code !== -32603 || !answer.body.includes("platform."));
    expect(told.map((answer) => answer.body)).toEqual([]);
    expect(fixture.calls().byTool["echo"]).toBe(1);
  });

  it("knows again what was used of each limit", async () => {
    const counted = await agent.call("fixture__add", { a: 9, b: 9 });
    expect(counted.decision).toMatchObject({ code: "limit.calls.reached", limit: { used: "3", max: "3" } });
    expect((await agent.call("fixture__count")).text).toBe("4");
    const spent = await agent.call("fixture__count");
    expect(spent.decision).toMatchObject({ code: "limit.spend.reached", limit: { used: "1000000", max: "1000000" } });
    expect(fixture.calls().byTool).toMatchObject({ add: 3, count: 4 });
  });

  it("still refuses the revoked key and the stopped agent", async () => {
    expect((await revoked.list()).status).toBe(401);
    const url = (await platform.startGateway()).url;
    const stopped = new Agent(url, organization.agent("stopped").key.text);
    expect((await stopped.list()).body).toContain("kill.switch.on");
  });

  it("has lost no approval: the ticket works and the call runs once", async () => {
    await organization.decide(ticket, "approve");
    expect((await agent.claim(ticket)).result?.["structuredContent"]).toEqual({ value: 42, labels: ["one", "two"] });
    expect(fixture.calls().byTool["structured"]).toBe(1);
  });
});
