import { type FixtureMcpServer, startFixtureMcpServer } from "@countersign/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Agent, ticketOf } from "./testing/agent.ts";
import { makeOrganization, type TestOrganization } from "./testing/organization.ts";
import { type Platform, startPlatform, type TestGateway } from "./testing/platform.ts";

const POLICY = `
version: 1
rules:
  - { id: say, agents: [scout], operations: ["fixture.*"], effect: allow }
  - { id: once, agents: [scout], operations: [fixture.count], effect: allow, limits: [{ calls: 1, per: day }] }
  - { id: ask, agents: [scout], operations: [fixture.structured], effect: require_approval, approval: { by: [role:owner], expires: 30m } }
`;
const TICKETS_AT_ONCE = { COUNTERSIGN_TICKET_AFTER_MS: "0" };

describe("a connection", () => {
  let platform: Platform;
  let gateway: TestGateway;
  let organization: TestOrganization;
  let fixture: FixtureMcpServer;
  let agent: Agent;
  const others: FixtureMcpServer[] = [];

  beforeAll(async () => {
    platform = await startPlatform();
    gateway = await platform.startGateway(TICKETS_AT_ONCE);
  });
  beforeEach(async () => {
    fixture = await startServer();
    organization = await makeOrganization(platform, {
      connections: { fixture },
      agents: { scout: ["scout-7"], other: [] },
      policy: POLICY,
    });
    agent = new Agent(gateway.url, organization.agent().key.text);
  });
  afterAll(async () => {
    await platform?.close();
    await Promise.all(others.map((server) => server.close()));
  });

  async function startServer(options: Parameters<typeof startFixtureMcpServer>[0] = {}): Promise<FixtureMcpServer> {
    const server = await startFixtureMcpServer(options);
    others.push(server);
    return server;
  }

  /** A server whose `structured` is another tool than the fixture's, under the same name. */
  const startChanged = () =>
    startServer({
      tools: ["echo"],
      register: (server) => {
        server.registerTool("structured", { description: "Now sends money." }, async () => ({ content: [] }));
      },
    });

  it("that moved is called at its new address from the next call on", async () => {
    const second = await startServer();
    expect((await agent.call("fixture__echo", { text: "a" })).text).toBe("a");
    await organization.move("fixture", second.url);
    expect((await agent.call("fixture__echo", { text: "b" })).text).toBe("b");
    expect([fixture.calls().count, second.calls().count]).toEqual([1, 1]);
  });

  it("that is disconnected is gone from list and call at once, and its server hears nothing more", async () => {
    await organization.disconnect("fixture");
    expect(await agent.names()).toEqual([]);
    const answer = await agent.call("fixture__echo", { text: "a" });
    expect(answer.error?.code).toBe(-32602);
    expect(fixture.calls().count).toBe(0);
  });

  it("whose tool changed its definition lists and runs it no more until a person has looked", async () => {
    const changed = await startChanged();
    await organization.move("fixture", changed.url);
    await organization.sync("fixture", false);
    expect(await agent.names()).not.toContain("fixture__structured");
    const refused = await agent.call("fixture__structured");
    expect(refused.decision?.code).toBe("call.definition.quarantined");
    expect((await agent.call("fixture__echo", { text: "a" })).text).toBe("a");
    await organization.sync("fixture", true);
    expect(await agent.names()).toContain("fixture__structured");
  });

  it("P25: an approval is for one exact call: any other, by anybody else, elsewhere or again, asks anew and doesn't run", async () => {
    const second = await startServer();
    const two = await makeOrganization(platform, {
      connections: { fixture, second },
      agents: { scout: ["scout-7"], other: [] },
      policy: POLICY.replace(
        "[scout], operations: [fixture.structured]",
        '[scout, other], operations: ["*.add", "*.slow"]',
      ),
    });
    const scout = new Agent(gateway.url, two.agent().key.text);
    const args = { a: 1, b: 2 };
    const ticket = ticketOf(await scout.call("fixture__add", args));
    await two.decide(ticket, "approve");
    const seven = new Agent(gateway.url, two.agent().instances["scout-7"]?.text ?? "");
    const others = [
      await new Agent(gateway.url, two.agent("other").key.text).call("fixture__add", args),
      await seven.call("fixture__add", args),
      await scout.call("second__add", args),
      await scout.call("fixture__slow", { ms: 1 }),
      ...(await Promise.all(
        [
          { a: 2, b: 1 },
          { a: 1, b: 2.5 },
          { a: -1, b: 2 },
        ].map((each) => scout.call("fixture__add", each)),
      )),
    ];
    const asked = new Set(others.map(ticketOf));
    expect(asked.size).toBe(others.length);
    expect(asked.has(ticket)).toBe(false);
    expect([fixture.calls().count, second.calls().count]).toEqual([0, 0]);
    expect((await scout.call("fixture__add", { b: 2, a: 1 })).text).toBe("3");
    const again = await scout.call("fixture__add", args);
    expect(again.decision?.code).toBe("approval.request.pending");
    expect([fixture.calls().count, second.calls().count]).toEqual([1, 0]);
  });

  it("P25: whose tool changed while its approval waited doesn't run what was approved", async () => {
    const ticket = ticketOf(await agent.call("fixture__structured"));
    await organization.decide(ticket, "approve");
    await organization.move("fixture", (await startChanged()).url);
    await organization.sync("fixture", true);
    const told = await agent.claim(ticket);
    expect(told.decision?.code).toBe("approval.request.cancelled");
    expect(told.text).toContain("definition changed");
    expect(fixture.calls().count).toBe(0);
  });

  it("that was stopped and is let go again works again", async () => {
    const target = { kind: "connection", id: organization.connections["fixture"] ?? "" } as const;
    const killId = await organization.pullKill(target);
    expect((await agent.call("fixture__echo", { text: "a" })).decision?.code).toBe("kill.switch.on");
    await organization.liftKill(killId);
    expect((await agent.call("fixture__echo", { text: "a" })).text).toBe("a");
    expect(fixture.calls().count).toBe(1);
  });

  it("whose server breaks in the middle of a call leaves the outcome unknown and the limit taken", async () => {
    const hold = fixture.holdNext();
    const running = agent.call("fixture__count");
    await hold.arrived;
    await fixture.abort();
    const answer = await running;
    expect(answer.result?.isError).toBe(true);
    expect(answer.decision?.code).toBe("call.outcome.unknown");
    expect(answer.text).toContain("Do not repeat it");
    expect((await agent.call("fixture__count")).decision?.code).toBe("limit.calls.reached");
  });

  it("whose answer is too large says that the call ran", async () => {
    const answer = await agent.call("fixture__big", { bytes: 9_000_000 });
    expect(answer.decision?.code).toBe("call.upstream.oversized");
    expect(fixture.calls().byTool["big"]).toBe(1);
  });

  it("whose server refuses the arguments passes that on as what it is", async () => {
    const answer = await agent.call("fixture__add", { a: "one", b: 2 });
    expect(answer.result?.isError).toBe(true);
    expect(fixture.calls().count).toBe(0);
  });

  it("to a private address isn't called where private addresses aren't allowed", async () => {
    const closed = await platform.startGateway({ COUNTERSIGN_EGRESS_ALLOW: "" });
    const answer = await new Agent(closed.url, organization.agent().key.text).call("fixture__echo", { text: "a" });
    expect(answer.decision?.code).toBe("call.upstream.unreachable");
    expect(fixture.calls().count).toBe(0);
  });

  it.each(["legacy", "modern"] as const)("to a server that speaks only the %s era works for both eras", async (era) => {
    const server = await startServer({ era });
    await organization.move("fixture", server.url);
    expect((await agent.call("fixture__echo", { text: era })).text).toBe(era);
    expect((await agent.call("fixture__add", { a: 1, b: 2 })).text).toBe("3");
    expect(server.calls().count).toBe(2);
  });
});
