import { type FixtureMcpServer, startFixtureMcpServer } from "@countersign/testkit";
import {
  archiveAgent,
  issueKey,
  type KeyRestrictions,
  restoreAgent,
  searchRecords,
  updateKey,
} from "@countersign/usecases";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { Agent, ticketOf } from "./testing/agent.ts";
import { makeOrganization, type TestOrganization } from "./testing/organization.ts";
import { type Platform, startPlatform, type TestGateway } from "./testing/platform.ts";

const POLICY = `
version: 1
rules:
  - { id: say, agents: [scout], operations: ["*.echo"], effect: allow }
  - { id: ask, agents: [scout], operations: ["*.count"], effect: require_approval, approval: { by: [role:owner], expires: 30m } }
`;
const HOUR_MS = 3_600_000;

describe("a restricted key", () => {
  let platform: Platform;
  let gateway: TestGateway;
  let behindProxy: TestGateway;
  let organization: TestOrganization;
  let fixture: FixtureMcpServer;

  beforeAll(async () => {
    platform = await startPlatform();
    fixture = await startFixtureMcpServer();
    gateway = await platform.startGateway({ COUNTERSIGN_TICKET_AFTER_MS: "0" });
    behindProxy = await platform.startGateway({ TRUSTED_PROXIES: "127.0.0.1" });
    await platform.startWorker();
  });
  beforeEach(async () => {
    organization = await makeOrganization(platform, { connections: { fixture, second: fixture }, policy: POLICY });
  });
  afterAll(async () => {
    await platform?.close();
    await fixture?.close();
  });

  async function issue(restrictions: KeyRestrictions) {
    const { deps, change } = organization;
    const issued = await issueKey(deps, { ...change, agentId: organization.agent().id, ...restrictions });
    if (!issued.ok) throw new Error(issued.refusal.detail);
    const text = issued.value.text.reveal();
    return { keyId: issued.value.keyId, text, agent: new Agent(gateway.url, text) };
  }
  const update = (keyId: string, edit: KeyRestrictions) =>
    updateKey(organization.deps, { ...organization.change, keyId, ...edit });
  const echo = (agent: Agent, connection = "fixture") => agent.call(`${connection}__echo`, { text: "x" });
  const acts = () =>
    vi.waitFor(
      async () => {
        const search = {
          organizationId: organization.place.org,
          filter: { kind: "key" },
          limit: 50,
          cursor: null,
        } as const;
        const { records } = await searchRecords(platform, search);
        const refused = records.filter((record) => record.summary.includes("refused"));
        if (refused.length === 0) throw new Error("no refusal is recorded");
        return refused;
      },
      { timeout: 15_000, interval: 50 },
    );

  it("by address: every request from elsewhere is refused, with one record for all; lifted, the next call passes", async () => {
    const before = fixture.calls().count;
    const { keyId, agent } = await issue({ ipRanges: ["203.0.113.0/24"] });
    for (const answer of [await echo(agent), await agent.list(), await echo(agent)]) {
      expect([answer.status, answer.body.includes("auth.key.restricted")]).toEqual([403, true]);
    }
    expect(fixture.calls().count).toBe(before);
    const recorded = await acts();
    expect(recorded.map((record) => record.summary)).toEqual([
      expect.stringMatching(/of scout refused at 127\.0\.0\.1$/),
    ]);
    await update(keyId, { ipRanges: ["127.0.0.0/8"] });
    expect((await echo(agent)).text).toBe("x");
    await update(keyId, { ipRanges: ["10.0.0.0/8"] });
    expect((await echo(agent)).status).toBe(403);
  });

  it("by address: a forwarded address counts only behind our own proxy", async () => {
    const { text } = await issue({ ipRanges: ["203.0.113.0/24"] });
    const list = (url: string, forwarded: Record<string, string>) =>
      fetch(`${url}/mcp`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${text}`,
          "content-type": "application/json",
          accept: "application/json, text/event-stream",
          ...forwarded,
        },
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" }),
      }).then((response) => response.status);
    const inside = { "x-forwarded-for": "203.0.113.9" };
    expect(await list(gateway.url, inside)).toBe(403);
    expect(await list(behindProxy.url, inside)).not.toBe(403);
    expect(await list(behindProxy.url, { "x-forwarded-for": "203.0.113.9, 198.51.100.1" })).toBe(403);
    for (const other of ["forwarded", "x-real-ip", "x-client-ip", "cf-connecting-ip", "true-client-ip"]) {
      expect(await list(behindProxy.url, { [other]: "203.0.113.9" })).toBe(403);
    }
  });

  it("by connection: others are listed nowhere and answered as tools that never were, with a record", async () => {
    const before = fixture.calls().count;
    const { agent } = await issue({ connectionIds: [organization.connections["second"] ?? ""] });
    expect((await agent.names()).filter((name) => name.startsWith("fixture"))).toEqual([]);
    expect((await echo(agent, "second")).text).toBe("x");
    const hidden = await echo(agent);
    const unknown = await echo(agent, "nowhere");
    expect([hidden.status, hidden.error?.code]).toEqual([unknown.status, unknown.error?.code]);
    expect(hidden.error?.message.replace("fixture", "nowhere")).toBe(unknown.error?.message);
    expect(fixture.calls().count).toBe(before + 1);
    const [record] = (await organization.callRecords("echo", 2)).filter((each) => each.outcome === "denied");
    expect(record).toMatchObject({ connectionName: "fixture", errorCode: "auth.key.restricted" });
  });

  it("by connection: it neither waits for, runs, nor withdraws what another key of its agent asked for", async () => {
    const { agent } = await issue({ connectionIds: [organization.connections["second"] ?? ""] });
    const free = new Agent(gateway.url, organization.agent().key.text);
    const ticket = ticketOf(await free.call("fixture__count"));
    const unknown = await agent.claim("apr_00000000-0000-7000-8000-000000000000");
    for (const answer of [await agent.claim(ticket), await agent.withdraw(ticket)]) {
      expect([answer.status, answer.decision?.code, answer.text]).toEqual([
        200,
        "approval.ticket.unknown",
        unknown.text,
      ]);
    }
    await organization.decide(ticket, "approve");
    expect((await agent.claim(ticket)).decision?.code).toBe("approval.ticket.unknown");
    expect(await organization.approvalState(ticket)).toBe("approved");
    expect((await free.claim(ticket)).result?.isError).toBeUndefined();
  });

  it("by time: it ends by the clock, without any change being made", async () => {
    const { agent } = await issue({ expiresAt: new Date(Date.now() + 1_500) });
    expect((await echo(agent)).text).toBe("x");
    await vi.waitFor(async () => expect((await echo(agent)).status).toBe(401), { timeout: 10_000, interval: 100 });
    const later = await issue({ expiresAt: new Date(Date.now() + HOUR_MS) });
    expect((await echo(later.agent)).text).toBe("x");
  });

  it("of an archived agent is refused from the next request on, lists included, until it is restored", async () => {
    const target = { ...organization.change, agentId: organization.agent().id };
    const agent = new Agent(gateway.url, organization.agent().key.text);
    const ticket = ticketOf(await agent.call("fixture__count"));
    await archiveAgent(organization.deps, target);
    for (const answer of [await echo(agent), await agent.list(), await agent.claim(ticket)]) {
      expect([answer.status, answer.body.includes("auth.agent.stopped")]).toEqual([403, true]);
    }
    expect(await organization.approvalState(ticket)).toBe("cancelled");
    await restoreAgent(organization.deps, target);
    expect((await echo(agent)).text).toBe("x");
  });
});
