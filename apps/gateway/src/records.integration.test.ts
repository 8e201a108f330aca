import { type FixtureMcpServer, startFixtureMcpServer } from "@countersign/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Agent, type Answer } from "./testing/agent.ts";
import { makeOrganization, type TestOrganization } from "./testing/organization.ts";
import { type Platform, startPlatform } from "./testing/platform.ts";
import type { TestProcess } from "./testing/processes.ts";

const POLICY = `
version: 1
rules:
  - { id: say, agents: [scout], operations: [fixture.echo, fixture.fail, fixture.big], effect: allow }
  - { id: unlucky, agents: [scout], operations: [doomed.echo], effect: allow, limits: [{ calls: 5, per: day }] }
  - { id: capped, agents: [scout], operations: [fixture.add], effect: allow, limits: [{ calls: 20, per: day }, { spend: $1, per: day }] }
  - { id: no, agents: [scout], operations: [fixture.slow], effect: deny, message: Not today. }
  - { id: priced, agents: [scout], operations: [fixture.count], effect: allow, limits: [{ calls: 2, per: day }] }
`;

describe("the records of calls", () => {
  let platform: Platform;
  let fixture: FixtureMcpServer;
  let doomed: FixtureMcpServer;
  let organization: TestOrganization;
  let gateway: TestProcess & { readonly url: string };
  let agent: Agent;
  let key: string;

  beforeAll(async () => {
    platform = await startPlatform();
    fixture = await startFixtureMcpServer();
    doomed = await startFixtureMcpServer({ tools: ["echo"] });
    const overrides = { count: { priceMicros: 4_000n }, add: { priceMicros: 10_000n } };
    organization = await makeOrganization(platform, {
      connections: { fixture: { url: fixture.url, overrides }, doomed },
      policy: POLICY,
    });
    await doomed.close();
    key = organization.agent().key.text;
    gateway = await platform.startGatewayProcess();
    agent = new Agent(gateway.url, key);
    await platform.startWorker();
  });
  afterAll(async () => {
    await platform?.close();
    await fixture?.close();
  });

  const recordOf = (answer: Answer) => organization.callRecord(answer.decision?.recordId ?? "");

  it("an allowed call's says who, what, by which rule, what it cost and what came of it", async () => {
    await agent.call("fixture__count");
    const [record] = await organization.callRecords("fixture.count", 1);
    expect(record).toMatchObject({
      organizationId: organization.place.org,
      principal: {
        agentId: organization.agent().id,
        agentName: "scout",
        instanceName: "default",
        instanceProved: false,
        keyId: organization.agent().key.id,
        clientName: "test-agent",
        clientVersion: "1.0.0",
        ip: "127.0.0.1",
      },
      connectionName: "fixture",
      operationName: "count",
      surface: "mcp",
      decision: "allow",
      ruleIds: ["priced"],
      policyVersion: 1,
      outcome: "succeeded",
      errorCode: null,
      reservedMicros: "4000",
      costMicros: "4000",
      approvalId: null,
      arguments: { text: "{}", isCut: false },
    });
    expect(record?.result?.text).toContain('"text":"1"');
  });

  it("a denied call's has the reason that the agent was told, and its arguments", async () => {
    const record = await recordOf(await agent.call("fixture__slow", { ms: 5 }));
    expect(record).toMatchObject({
      decision: "deny",
      ruleIds: ["no"],
      outcome: "denied",
      errorCode: "policy.rule.denied",
      errorDetail: expect.stringContaining("Not today."),
      arguments: { text: '{"ms":5}' },
      summary: "ms: 5",
      costMicros: "0",
      result: null,
    });
  });

  it("identical denials of a second share one after the first ten; each is counted, and has a record it was told", async () => {
    const secondNow = (): number => Math.floor(Date.now() / 1_000);
    const began = secondNow();
    const answers = await Promise.all(Array.from({ length: 60 }, () => agent.call("fixture__slow", { ms: 7 })));
    const seconds = secondNow() - began + 1;
    const ids = [...new Set(answers.map((answer) => answer.decision?.recordId ?? ""))];
    const records = await Promise.all(ids.map((id) => organization.callRecord(id)));
    const counts = records.map(({ count }) => count);
    expect(counts.reduce((sum, count) => sum + count)).toBe(60);
    // Each second that they fell in has at most ten of their own, and one that is shared.
    expect(counts.length).toBeLessThanOrEqual(11 * seconds);
  });

  it("a call's that failed upstream says failed, with the upstream's own result", async () => {
    await agent.call("fixture__fail");
    const [record] = await organization.callRecords("fixture.fail", 1);
    expect(record).toMatchObject({ decision: "allow", outcome: "failed" });
    expect(record?.result?.text).toContain("This tool always fails.");
  });

  it("a call's that reached nobody says failed and cost nothing", async () => {
    const record = await recordOf(await agent.call("doomed__echo", { text: "x" }));
    expect(record).toMatchObject({
      outcome: "failed",
      errorCode: "call.upstream.unreachable",
      costMicros: "0",
      limits: [],
    });
  });

  it("a long result is cut, with the size and the hash of the whole", async () => {
    const answer = await agent.call("fixture__big", { bytes: 200_000 });
    expect(answer.text).toHaveLength(200_000);
    const [record] = await organization.callRecords("fixture.big", 1);
    expect(record?.result?.isCut).toBe(true);
    expect(record?.result?.bytes).toBeGreaterThan(200_000);
    expect(record?.result?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(record?.result?.text.length).toBeLessThan(30_000);
  });

  it("a call of a tool that doesn't exist makes none, and neither does a wrong key", async () => {
    await agent.call("fixture__nothing");
    await new Agent(gateway.url, `${key.slice(0, -3)}xyz`).call("fixture__nothing");
    // What comes later is written later.
    await recordOf(await agent.call("fixture__slow", { ms: 77 }));
    expect(await organization.callRecords("fixture.nothing", 0)).toEqual([]);
  });

  it("there is exactly one for each of many calls at once, and their costs add up to what the limit counted", async () => {
    const calls = Array.from({ length: 60 }, (_, index) => agent.call("fixture__add", { a: index, b: 0 }));
    const answers = await Promise.all(calls);
    const refused = answers.filter((answer) => answer.decision !== null);
    expect(refused).toHaveLength(40);
    const records = await organization.callRecords("fixture.add", 60);
    expect(records).toHaveLength(60);
    const numbers = records.map((record) => Number(JSON.parse(record.arguments?.text ?? "{}").a));
    expect(new Set(numbers).size).toBe(60);
    expect(records.filter((record) => record.outcome === "succeeded")).toHaveLength(20);
    expect(records.filter((record) => record.outcome === "limited")).toHaveLength(40);
    const spent = records.reduce((sum, record) => sum + BigInt(record.costMicros), 0n);
    expect(spent).toBe(200_000n);
    const told = new Set(refused.map((answer) => answer.decision?.recordId));
    expect(records.filter((record) => told.has(record.id))).toHaveLength(40);
  });

  it("neither they nor the gateway's log hold the key", async () => {
    const secret = key.slice(-49);
    const operations = ["count", "slow", "fail", "big", "add"];
    const records = await Promise.all(operations.map((name) => organization.callRecords(`fixture.${name}`, 1)));
    expect(JSON.stringify(records.flat())).not.toContain(secret);
    expect(gateway.log()).not.toContain(secret);
    expect(fixture.calls().bodies.filter((call) => JSON.stringify(call).includes(secret))).toEqual([]);
  });
});
