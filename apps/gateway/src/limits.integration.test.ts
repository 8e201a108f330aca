import { calendarWindows } from "@countersign/core";
import { type FixtureMcpServer, startFixtureMcpServer } from "@countersign/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Agent } from "./testing/agent.ts";
import { makeOrganization, type TestOrganization } from "./testing/organization.ts";
import { type Platform, startPlatform, type TestGateway } from "./testing/platform.ts";

const POLICY = `
version: 1
rules:
  - { id: search, agents: [scout], operations: [fixture.echo], effect: allow, limits: [{ calls: 50, per: day }] }
  - { id: lookup, agents: [scout], operations: [fixture.count], effect: allow, limits: [{ spend: $10, per: day }] }
  - { id: each, agents: [fleet], operations: [fixture.add], effect: allow, limits: [{ calls: 2, per: day, scope: instance }] }
  - { id: one-at-a-time, agents: [scout], operations: [fixture.structured], effect: allow, limits: [{ concurrency: 1 }] }
  - { id: unpriced, agents: [scout], operations: [fixture.fail], effect: allow, limits: [{ spend: $1, per: day }] }
`;

describe("limits", () => {
  let platform: Platform;
  let gateway: TestGateway;
  let fixture: FixtureMcpServer;
  let organization: TestOrganization;

  beforeAll(async () => {
    platform = await startPlatform();
    fixture = await startFixtureMcpServer();
    gateway = await platform.startGateway();
  });
  afterAll(async () => {
    await platform?.close();
    await fixture?.close();
  });

  async function fresh(): Promise<Agent> {
    organization = await makeOrganization(platform, {
      connections: { fixture: { url: fixture.url, overrides: { count: { priceMicros: 250_000n } } } },
      agents: { scout: [], fleet: ["fleet-1", "fleet-2"] },
      policy: POLICY,
    });
    return new Agent(gateway.url, organization.agent().key.text);
  }

  const endOfDay = () => new Date(calendarWindows("day", "UTC", Date.now()).present.endMs ?? 0).toISOString();

  it("200 parallel calls against a cap of 50: exactly 50 reach the upstream, by its own count", async () => {
    const agent = await fresh();
    const before = fixture.calls().byTool["echo"] ?? 0;
    const calls = Array.from({ length: 200 }, (_, index) => agent.call("fixture__echo", { text: `call ${index}` }));
    const answers = await Promise.all(calls);
    expect((fixture.calls().byTool["echo"] ?? 0) - before).toBe(50);
    expect(answers.filter((answer) => answer.result && !answer.result.isError)).toHaveLength(50);
    const refused = answers.filter((answer) => answer.decision !== null);
    expect(refused).toHaveLength(150);
    expect(new Set(refused.map((answer) => answer.decision?.code))).toEqual(new Set(["limit.calls.reached"]));
  });

  it("the 51st search of the day is refused, with what is used, the maximum and when there is room again", async () => {
    const agent = await fresh();
    for (let times = 0; times < 50; times += 1) {
      expect((await agent.call("fixture__echo", { text: "governance" })).text).toBe("governance");
    }
    const before = fixture.calls().count;
    const refused = await agent.call("fixture__echo", { text: "governance" });
    expect(refused.result?.isError).toBe(true);
    expect(refused.decision).toMatchObject({
      code: "limit.calls.reached",
      status: 429,
      rules: ["search"],
      recordId: expect.stringMatching(/^rec_/),
      limit: { id: "search/calls-day", kind: "calls", used: "50", max: "50", resetsAt: endOfDay() },
    });
    expect(refused.text).toContain("50 used");
    expect(fixture.calls().count).toBe(before);
  });

  it("the 41st call at $0.25 is refused by its $10 a day, with amounts in micro-USD", async () => {
    const agent = await fresh();
    for (let times = 0; times < 40; times += 1) expect((await agent.call("fixture__count")).decision).toBeNull();
    const before = fixture.calls().count;
    const refused = await agent.call("fixture__count");
    expect(refused.result?.isError).toBe(true);
    expect(refused.decision).toMatchObject({
      code: "limit.spend.reached",
      status: 402,
      rules: ["lookup"],
      limit: { id: "lookup/spend-day", kind: "spend", used: "10000000", max: "10000000", resetsAt: endOfDay() },
    });
    expect(refused.text).toContain("$10");
    expect(fixture.calls().count).toBe(before);
  });

  it("a spend limit over a tool without a price refuses, since nothing can be reserved", async () => {
    const agent = await fresh();
    const refused = await agent.call("fixture__fail");
    expect(refused.decision?.code).toBe("policy.price.unknown");
  });

  it("a limit of each instance counts each on its own, and the agent's own key apart", async () => {
    await fresh();
    const { key, instances } = organization.agent("fleet");
    for (const each of [instances["fleet-1"], instances["fleet-2"], key]) {
      const agent = new Agent(gateway.url, each?.text ?? "");
      const codes: (string | undefined)[] = [];
      for (let times = 0; times < 3; times += 1) {
        codes.push((await agent.call("fixture__add", { a: 1, b: 1 })).decision?.code);
      }
      expect(codes).toEqual([undefined, undefined, "limit.calls.reached"]);
    }
  });

  it("a name that a client only declares gives it no room of its own", async () => {
    await fresh();
    const { key } = organization.agent("fleet");
    const codes: (string | undefined)[] = [];
    for (const instance of ["one", "two", "three"]) {
      const agent = new Agent(gateway.url, key.text, { instance });
      codes.push((await agent.call("fixture__add", { a: 1, b: 1 })).decision?.code);
    }
    expect(codes).toEqual([undefined, undefined, "limit.calls.reached"]);
  });

  it("a limit of one at a time has room again once the call ended", async () => {
    const agent = await fresh();
    const hold = fixture.holdNext();
    const first = agent.call("fixture__structured");
    await hold.arrived;
    expect((await agent.call("fixture__structured")).decision?.code).toBe("limit.concurrency.reached");
    hold.release();
    expect((await first).decision).toBeNull();
    expect((await agent.call("fixture__structured")).decision).toBeNull();
  });
});
