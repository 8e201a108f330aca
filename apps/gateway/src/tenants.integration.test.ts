import { newId } from "@countersign/contracts";
import { type FixtureMcpServer, startFixtureMcpServer } from "@countersign/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Agent, readAnswer, ticketOf } from "./testing/agent.ts";
import { makeOrganization, type TestOrganization } from "./testing/organization.ts";
import { type Platform, startPlatform, type TestGateway } from "./testing/platform.ts";

const POLICY = `
version: 1
rules:
  - { id: search, agents: [scout], operations: [fixture.echo], effect: allow, limits: [{ calls: 3, per: day }, { calls: 5, per: month, id: m }] }
  - { id: ask, agents: [scout], operations: [fixture.count], effect: require_approval, approval: { by: [role:owner], expires: 30m } }
`;

describe("two organizations with identical names, agents and rules on one shard", () => {
  let platform: Platform;
  let gateway: TestGateway;
  let fixtures: readonly [FixtureMcpServer, FixtureMcpServer];
  let ones: TestOrganization;
  let others: TestOrganization;
  let one: Agent;
  let other: Agent;

  beforeAll(async () => {
    platform = await startPlatform();
    fixtures = [await startFixtureMcpServer(), await startFixtureMcpServer()];
    gateway = await platform.startGateway({ COUNTERSIGN_TICKET_AFTER_MS: "0" });
    const [first, second] = fixtures;
    ones = await makeOrganization(platform, { connections: { fixture: first }, policy: POLICY });
    others = await makeOrganization(platform, { connections: { fixture: second }, policy: POLICY });
    expect(ones.place.shard).toBe(others.place.shard);
    one = new Agent(gateway.url, ones.agent().key.text);
    other = new Agent(gateway.url, others.agent().key.text);
  });
  afterAll(async () => {
    await platform?.close();
    await Promise.all(fixtures?.map((fixture) => fixture.close()) ?? []);
  });

  it("share no cap: one's being used up leaves the other's whole", async () => {
    for (let times = 0; times < 3; times += 1) await one.call("fixture__echo", { text: "mine" });
    expect((await one.call("fixture__echo", { text: "mine" })).decision?.code).toBe("limit.calls.reached");
    for (let times = 0; times < 3; times += 1) {
      expect((await other.call("fixture__echo", { text: "theirs" })).text).toBe("theirs");
    }
    expect((await other.call("fixture__echo", { text: "theirs" })).decision?.code).toBe("limit.calls.reached");
  });

  it("reach their own upstreams only", () => {
    const [first, second] = fixtures;
    expect(first.calls().bodies.every((call) => call.arguments["text"] === "mine")).toBe(true);
    expect(second.calls().bodies.every((call) => call.arguments["text"] === "theirs")).toBe(true);
  });

  it("share no list: what one publishes changes nothing of the other's", async () => {
    const before = await other.list();
    await ones.publish(`
version: 1
rules: [{ id: all, agents: [scout], operations: [fixture.add], effect: allow }]`);
    expect(await one.names()).toEqual(["fixture__add"]);
    expect((await other.list()).result?.tools).toEqual(before.result?.tools);
    await ones.publish(POLICY);
  });

  it("share no ticket: the other's is refused in the words of one that doesn't exist", async () => {
    const ticket = ticketOf(await one.call("fixture__count"));
    const theirs = await other.claim(ticket);
    const unknown = await other.claim(newId("approval"));
    expect(theirs.decision).toEqual(unknown.decision);
    expect(theirs.decision?.code).toBe("approval.ticket.unknown");
    expect((await other.withdraw(ticket)).decision?.code).toBe("approval.ticket.unknown");
    expect((await one.claim(ticket)).decision?.code).toBe("approval.request.pending");
    expect(ticketOf(await other.call("fixture__count"))).not.toBe(ticket);
    await expect(others.decide(ticket, "approve")).rejects.toThrow("There is no such approval");
  });

  it("share no session: the other's is not found", async () => {
    const open = async (key: string, sessionId: string | null, body: object) => {
      const headers = {
        authorization: `Bearer ${key}`,
        "content-type": "application/json",
        accept: "application/json",
      };
      const session: Record<string, string> = sessionId === null ? {} : { "mcp-session-id": sessionId };
      const init = { method: "POST", headers: { ...headers, ...session }, body: JSON.stringify(body) };
      return readAnswer(await fetch(`${gateway.url}/mcp`, init));
    };
    const clientInfo = { name: "t", version: "1" };
    const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo };
    const mine = ones.agent().key.text;
    const opened = await open(mine, null, { jsonrpc: "2.0", id: 1, method: "initialize", params });
    const sessionId = opened.headers.get("mcp-session-id");
    expect(sessionId).not.toBeNull();
    const list = { jsonrpc: "2.0", id: 2, method: "tools/list" };
    expect((await open(mine, sessionId, list)).status).toBe(200);
    expect((await open(others.agent().key.text, sessionId, list)).status).toBe(404);
  });

  it("share no key and no stop: one revoked, and one organization stopped, leave the other working", async () => {
    const spare = await ones.issueKey(ones.agent().id);
    await ones.revoke(spare.id);
    expect((await new Agent(gateway.url, spare.text).list()).status).toBe(401);
    await ones.pullKill({ kind: "organization", id: ones.place.org });
    expect((await one.list()).error).not.toBeNull();
    expect(await other.names()).toContain("fixture__echo");
  });

  it("a key whose organization part is another's is nobody's", async () => {
    const [prefix, , ...rest] = ones.agent().key.text.split("_");
    const [, theirs] = others.agent().key.text.split("_");
    expect((await new Agent(gateway.url, [prefix, theirs, ...rest].join("_")).list()).status).toBe(401);
  });
});
