import {
  type EverythingServer,
  type FixtureMcpServer,
  startEverythingServer,
  startFixtureMcpServer,
} from "@countersign/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Agent } from "./testing/agent.ts";
import { makeOrganization, type TestOrganization } from "./testing/organization.ts";
import { type Platform, startPlatform, type TestGateway } from "./testing/platform.ts";
import { connectSdk, SDK_CLIENTS, type SdkClient, type SdkClientName, type SdkResult } from "./testing/sdk-clients.ts";

const POLICY = `
version: 1
lists: { friends: [acme.io] }
rules:
  - { id: harmless, agents: [scout], operations: [fixture.add, fixture.structured, fixture.fail, "everything.*"], effect: allow }
  - id: say-to-friends
    agents: [scout]
    operations: [fixture.echo]
    when: args.text in lists.friends
    effect: allow
  - { id: never-slow, agents: [scout], operations: [fixture.slow], effect: deny, message: "Use echo, which is quick." }
  - id: doomed-once
    agents: [scout]
    operations: [doomed.count]
    effect: allow
    limits: [{ calls: 1, per: day }]
`;

const ASKING = `
version: 1
rules:
  - { id: ask, agents: [scout], operations: [fixture.structured], effect: require_approval, approval: { by: [role:owner], expires: 30m } }
`;

const REVISIONS: Readonly<Record<SdkClientName, string>> = {
  "sdk v1": "2025-11-25",
  "sdk v2, legacy": "2025-11-25",
  "sdk v2, auto": "2026-07-28",
};

function decisionOf(result: SdkResult): unknown {
  return result._meta?.["io.countersign/decision"];
}

describe("official clients", () => {
  let platform: Platform;
  let gateway: TestGateway;
  let fixture: FixtureMcpServer;
  let everything: EverythingServer;
  let doomed: FixtureMcpServer;
  let organization: TestOrganization;
  const clients: SdkClient[] = [];

  beforeAll(async () => {
    platform = await startPlatform();
    [fixture, everything, doomed] = await Promise.all([
      startFixtureMcpServer(),
      startEverythingServer(),
      startFixtureMcpServer({ tools: ["count"] }),
    ]);
    organization = await makeOrganization(platform, {
      connections: { fixture, everything, doomed },
      policy: POLICY,
    });
    await doomed.abort();
    gateway = await platform.startGateway();
  });
  afterAll(async () => {
    for (const client of clients) await client.close();
    await platform?.close();
    await Promise.all([fixture?.close(), everything?.close()]);
  });

  async function connect(kind: SdkClientName, path = "/mcp", to = gateway.url): Promise<SdkClient> {
    const client = await connectSdk(kind, `${to}${path}`, { key: organization.agent().key.text });
    clients.push(client);
    return client;
  }

  describe.each(SDK_CLIENTS)("%s", (kind) => {
    it("agrees on its own revision and sees what a rule can allow, of all connections, in a stable order", async () => {
      const client = await connect(kind);
      expect(client.revision).toBe(REVISIONS[kind]);
      const names = (await client.list()).map((tool) => tool.name);
      expect(names.filter((name) => !name.startsWith("everything__"))).toEqual([
        "fixture__echo",
        "fixture__add",
        "fixture__fail",
        "fixture__structured",
        "doomed__count",
      ]);
      expect(names).toContain("everything__echo");
      expect((await client.list()).map((tool) => tool.name)).toEqual(names);
    });

    it("sees one connection's tools under their own names, defined as their server defines them", async () => {
      const client = await connect(kind, "/mcp/fixture");
      const direct = await connectSdk(kind, fixture.url, { key: "none" });
      clients.push(direct);
      const own = (await direct.list()).filter((tool) => ["echo", "add", "fail", "structured"].includes(tool.name));
      expect(await client.list()).toEqual(own);
      const reference = await connect(kind, "/mcp/everything");
      expect((await reference.list()).length).toBeGreaterThan(5);
    });

    it("gets results as the upstream gave them, errors of the tool and structured content included", async () => {
      const [all, one] = [await connect(kind), await connect(kind, "/mcp/fixture")];
      // The gateway speaks the present revision to an upstream that can, whatever its own client speaks.
      const direct = await connectSdk("sdk v2, auto", fixture.url, { key: "none" });
      clients.push(direct);
      for (const [tool, args] of [
        ["add", { a: 2, b: 40 }] as const,
        ["structured", {}] as const,
        ["fail", {}] as const,
      ]) {
        const expected = await direct.call(tool, args);
        expect(await all.call(`fixture__${tool}`, args)).toEqual(expected);
        expect(await one.call(tool, args)).toEqual(expected);
      }
      const structured = await all.call("fixture__structured");
      expect(structured.structuredContent).toEqual({ value: 42, labels: ["one", "two"] });
    });

    it("calls the reference server on both endpoints", async () => {
      const [all, one] = [await connect(kind), await connect(kind, "/mcp/everything")];
      expect((await all.call("everything__echo", { message: "hello" })).content[0]?.text).toBe("Echo: hello");
      expect((await one.call("get-sum", { a: 2, b: 3 })).content[0]?.text).toContain("5");
    });

    it("is told why a call is denied, by which rule, and under which record, and nothing is sent", async () => {
      const client = await connect(kind);
      const before = fixture.calls().count;
      const denied = await client.call("fixture__slow", { ms: 0 });
      expect(denied.isError).toBe(true);
      expect(denied.content[0]?.text).toContain("Use echo, which is quick.");
      expect(denied.structuredContent).toBeUndefined();
      expect(decisionOf(denied)).toMatchObject({
        type: "urn:countersign:error:policy.rule.denied",
        code: "policy.rule.denied",
        status: 403,
        rules: ["never-slow"],
        recordId: expect.stringMatching(/^rec_/),
      });
      expect(fixture.calls().count).toBe(before);
    });

    it("may call with an argument the rule names and not with another", async () => {
      const client = await connect(kind, "/mcp/fixture");
      expect((await client.call("echo", { text: "acme.io" })).content[0]?.text).toBe("acme.io");
      const before = fixture.calls().count;
      const denied = await client.call("echo", { text: "elsewhere.example" });
      expect(denied.isError).toBe(true);
      expect(decisionOf(denied)).toMatchObject({ code: "policy.default.denied", recordId: expect.any(String) });
      expect(fixture.calls().count).toBe(before);
    });

    it("P14: is denied arguments the tool doesn't declare, under a record, and nothing is sent", async () => {
      const client = await connect(kind, "/mcp/fixture");
      const before = fixture.calls().count;
      for (const [extra, member] of [
        [{ bcc: "eve@evil.example" }, '"/bcc"'],
        [{ Text: "elsewhere.example" }, '"Text"'],
      ] as const) {
        const denied = await client.call("echo", { text: "acme.io", ...extra });
        expect(denied.isError).toBe(true);
        expect(denied.content[0]?.text).toContain(member);
        expect(decisionOf(denied)).toMatchObject({ code: "call.arguments.invalid", recordId: expect.any(String) });
      }
      expect(fixture.calls().count).toBe(before);
    });

    it("is denied a tool that isn't listed for it, and is told of a tool that doesn't exist", async () => {
      const client = await connect(kind);
      const denied = await client.call("fixture__count");
      expect(denied.isError).toBe(true);
      expect(decisionOf(denied)).toMatchObject({ code: "policy.default.denied" });
      await expect(client.call("fixture__nothing")).rejects.toMatchObject({ code: -32602 });
      await expect(client.call("count")).rejects.toMatchObject({ code: -32602 });
    });

    it("keeps listing and calling the others while one upstream is dead, and is told which", async () => {
      const client = await connect(kind);
      expect((await client.list()).map((tool) => tool.name)).toContain("doomed__count");
      for (let times = 0; times < 2; times += 1) {
        const failed = await client.call("doomed__count");
        expect(failed.isError).toBe(true);
        expect(failed.content[0]?.text).toContain("The connection doomed can't be reached now. Nothing ran");
        expect(decisionOf(failed)).toMatchObject({ code: "call.upstream.unreachable", recordId: expect.any(String) });
      }
      expect((await client.call("fixture__add", { a: 1, b: 1 })).content[0]?.text).toBe("2");
    });
  });

  describe.each(SDK_CLIENTS)("%s, for a tool that needs a person and promises structured content,", (kind) => {
    it("accepts the ticket, waits with it, and gets the structured result", async () => {
      const asking = await makeOrganization(platform, { connections: { fixture }, policy: ASKING });
      const atOnce = await platform.startGateway({ COUNTERSIGN_TICKET_AFTER_MS: "0" });
      const client = await connectSdk(kind, `${atOnce.url}/mcp`, { key: asking.agent().key.text });
      clients.push(client);
      const listed = await client.list();
      expect(listed.map((tool) => tool.name)).toContain("countersign__await_approval");
      const pending = await client.call("fixture__structured");
      const [ticket = ""] = await asking.waiting();
      expect(pending.content[0]?.text).toContain(ticket);
      await asking.decide(ticket, "approve");
      const result = await client.call("countersign__await_approval", { ticket });
      expect(result.structuredContent).toEqual({ value: 42, labels: ["one", "two"] });
    });
  });

  it("a call that reached nobody took nothing: with the upstream back the one call of the day is still there", async () => {
    const back = await startFixtureMcpServer({ tools: ["count"], port: Number(new URL(doomed.url).port) });
    const agent = new Agent(gateway.url, organization.agent().key.text);
    expect((await agent.call("doomed__count")).text).toBe("1");
    expect((await agent.call("doomed__count")).decision?.code).toBe("limit.calls.reached");
    expect(back.calls().count).toBe(1);
    await back.close();
  });

  it("results pass byte for byte", async () => {
    const text = 'a "quote", a \\ backslash, ünïcödé, \u{1f600} and a \u0007 bell';
    await organization.publish(`
version: 1
rules: [{ id: all, agents: [scout], operations: ["*.*"], effect: allow }]`);
    const agent = new Agent(gateway.url, organization.agent().key.text, { path: "/mcp/fixture" });
    const direct = await fetch(fixture.url, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json, text/event-stream" },
      body: JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method: "tools/call",
        params: { name: "echo", arguments: { text } },
      }),
    });
    const content = /"content":(\[.*?\])/.exec(await direct.text())?.[1];
    expect(content).toContain("backslash");
    expect((await agent.call("echo", { text })).body).toContain(`"content":${content}`);
  });
});
