import { formatKey } from "@countersign/core";
import { type FixtureMcpServer, startFixtureMcpServer } from "@countersign/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { Agent, type Answer, readAnswer } from "./testing/agent.ts";
import { makeOrganization, type TestOrganization } from "./testing/organization.ts";
import { type Platform, startPlatform } from "./testing/platform.ts";
import { connectSdk } from "./testing/sdk-clients.ts";
import { costOf, PLACE, startExaggeration, TOO_MUCH } from "./testing/too-much.ts";

const POLICY = `
version: 1
rules:
  - { id: all, agents: [scout, other], operations: ["fixture.*", "exaggerating.*"], effect: allow }
`;
const REVISION = "2026-07-28";
const MODERN = {
  "io.modelcontextprotocol/protocolVersion": REVISION,
  "io.modelcontextprotocol/clientInfo": { name: "t", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": {},
};
const INITIALIZE = JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "t", version: "1" } },
});
const LIST = '{"jsonrpc":"2.0","id":2,"method":"tools/list"}';
/** A call whose arguments are this JSON text. */
const callWith = (args: string, tail = ""): string =>
  `{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"fixture__echo","arguments":${args}${tail}}}`;

describe("bad input", () => {
  let platform: Platform;
  let fixture: FixtureMcpServer;
  let organization: TestOrganization;
  let url: string;
  let key: string;
  let arrivedBefore: number;
  let much = "";
  let exaggerating: Awaited<ReturnType<typeof startExaggeration>>;

  beforeAll(async () => {
    platform = await startPlatform();
    fixture = await startFixtureMcpServer();
    exaggerating = await startExaggeration(fixture.url, () => much);
    organization = await makeOrganization(platform, {
      connections: { fixture, exaggerating },
      agents: { scout: ["scout-7"], other: [] },
      policy: POLICY,
    });
    url = (await platform.startGateway()).url;
    key = organization.agent().key.text;
  });
  beforeEach(() => {
    arrivedBefore = fixture.calls().count;
  });
  afterAll(async () => {
    await platform?.close();
    await exaggerating?.close();
    await fixture?.close();
  });

  interface Sent {
    readonly method?: string;
    readonly path?: string;
    readonly body?: string | Uint8Array<ArrayBuffer>;
    /** Null takes a header out. */
    readonly headers?: Readonly<Record<string, string | null>>;
  }

  async function send({ method = "POST", path = "/mcp", body, headers = {} }: Sent): Promise<Answer> {
    const all = {
      authorization: `Bearer ${key}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...headers,
    };
    const present = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null);
    return readAnswer(await fetch(`${url}${path}`, { method, headers: present, ...(body !== undefined && { body }) }));
  }

  async function openSession(as = key): Promise<string> {
    const opened = await send({ body: INITIALIZE, headers: { authorization: `Bearer ${as}` } });
    return opened.headers.get("mcp-session-id") ?? "";
  }

  const expectNothingSent = (): void => expect(fixture.calls().count).toBe(arrivedBefore);

  it("the same calls, when nothing is wrong with them, do run", async () => {
    const session = { "mcp-session-id": await openSession() };
    expect((await send({ body: callWith('{"text":"fine"}'), headers: session })).text).toBe("fine");
    expect(fixture.calls().count).toBe(arrivedBefore + 1);
  });

  describe.each<{ what: string; body: string | Uint8Array<ArrayBuffer>; status?: number; code: number; says?: RegExp }>(
    [
      { what: "JSON that ends early", body: '{"jsonrpc":"2.0","id":1,', code: -32700, says: /invalid JSON/ },
      { what: "no body", body: "", code: -32700 },
      { what: "bytes that are no UTF-8", body: new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]), code: -32700, says: /UTF-8/ },
      {
        what: "a duplicate key in the arguments",
        body: callWith('{"text":"a","text":"b"}'),
        code: -32700,
        says: /text/,
      },
      { what: "a duplicate name of the tool", body: callWith("{}", ',"name":"fixture__slow"'), code: -32700 },
      { what: "a prototype key in the arguments", body: callWith('{"__proto__":{"text":"a"}}'), code: -32700 },
      { what: "a prototype key, escaped", body: callWith('{"\\u005f_proto__":{"text":"a"}}'), code: -32700 },
      {
        what: "arguments nested too deeply",
        body: callWith(`{"text":${"[".repeat(80)}${"]".repeat(80)}}`),
        code: -32700,
      },
      { what: "a number that a double can't hold", body: callWith('{"text":12345678901234567890}'), code: -32700 },
      { what: "no JSON-RPC", body: '{"hello":"world"}', code: -32600 },
      { what: "another JSON-RPC version", body: LIST.replace("2.0", "1.0"), code: -32600 },
      { what: "an id that is an object", body: LIST.replace('"id":2', '"id":{}'), code: -32600 },
      { what: "an empty batch", body: "[]", code: -32600 },
      { what: "arguments that are a list", body: callWith('["text"]'), status: 200, code: -32602 },
      { what: "arguments that are text", body: callWith('"text"'), status: 200, code: -32602 },
      { what: "no tool name", body: LIST.replace("tools/list", "tools/call"), status: 200, code: -32602 },
      {
        what: "an unknown tool",
        body: callWith("{}").replace("echo", "nothing"),
        status: 200,
        code: -32602,
        says: /nothing/,
      },
      {
        what: "a tool of the object prototype",
        body: callWith("{}").replace("fixture__echo", "constructor"),
        status: 200,
        code: -32602,
      },
      { what: "an unknown method", body: LIST.replace("tools/list", "tools/destroy"), status: 200, code: -32601 },
    ],
  )("$what", ({ body, status = 400, code, says = /./ }) => {
    it("gets a clear error, and nothing is sent", async () => {
      const answer = await send({ body });
      expect(answer.error?.code).toBe(code);
      expect(answer.error?.message).toMatch(says);
      expect(answer.status).toBe(status);
      expectNothingSent();
    });

    it("is told a wrong key first", async () => {
      const wrong = `${key.slice(0, -3)}xyz`;
      const answer = await send({ body, headers: { authorization: `Bearer ${wrong}` } });
      expect(answer.status).toBe(401);
      expectNothingSent();
    });
  });

  it.each<[string, Sent, number]>([
    ["another content type", { body: LIST, headers: { "content-type": "text/plain" } }, 415],
    ["no content type", { body: new TextEncoder().encode(LIST), headers: { "content-type": null } }, 415],
    ["a body over 1 MiB", { body: callWith(JSON.stringify({ text: "x".repeat(1_100_000) })) }, 413],
    ["an Accept that takes nothing we have", { body: LIST, headers: { accept: "text/html" } }, 406],
    ["PUT", { method: "PUT", body: LIST }, 405],
    ["GET without a session", { method: "GET", headers: { accept: "text/event-stream" } }, 404],
    ["GET of an unknown session", { method: "GET", headers: { "mcp-session-id": "f".repeat(32) } }, 404],
    ["DELETE of an unknown session", { method: "DELETE", headers: { "mcp-session-id": "f".repeat(32) } }, 404],
    [
      "a call in an unknown session",
      { body: callWith('{"text":"a"}'), headers: { "mcp-session-id": "f".repeat(32) } },
      404,
    ],
    ["a list in an unknown session", { body: LIST, headers: { "mcp-session-id": "f".repeat(32) } }, 404],
    ["another address", { path: "/other", body: LIST }, 404],
    ["an instance that is no name", { body: LIST, headers: { "countersign-instance": "Not A Name" } }, 400],
    ["an instance of another's key", { body: LIST, headers: { "countersign-instance": "scout-7" } }, 403],
    ["another site's Origin", { body: LIST, headers: { origin: "https://evil.example" } }, 403],
  ])("%s is refused with its status, and nothing is sent", async (_what, sent, status) => {
    expect((await send(sent)).status).toBe(status);
    expectNothingSent();
  });

  it.each<[string, (good: string) => string | null]>([
    ["no key", () => null],
    ["an empty key", () => "Bearer "],
    ["another scheme", (good) => `Basic ${good}`],
    ["a key that is cut", (good) => `Bearer ${good.slice(0, -1)}`],
    ["a key with another checksum", (good) => `Bearer ${good.slice(0, -3)}xyz`],
    ["two keys", (good) => `Bearer ${good} ${good}`],
    ["a management token's kind", (good) => `Bearer ${good.replace("csk_", "csm_")}`],
  ])("%s gets 401 with the pointer to the metadata, on every kind of request", async (_what, authorizationOf) => {
    const headers = { authorization: authorizationOf(key) };
    const kinds: Sent[] = [
      { body: LIST, headers },
      { body: INITIALIZE, headers },
      { body: "{ not json", headers },
      { body: "x".repeat(1_200_000), headers },
      { method: "GET", headers },
      { method: "DELETE", headers },
      { body: LIST, path: "/mcp/fixture", headers },
      { body: LIST, path: "/mcp/nowhere", headers },
      { body: LIST, headers: { ...headers, "content-type": "text/plain" } },
      { body: LIST, headers: { ...headers, "mcp-session-id": "f".repeat(32) } },
    ];
    for (const kind of kinds) {
      const answer = await send(kind);
      expect(answer.status).toBe(401);
      expect(answer.headers.get("www-authenticate")).toMatch(/^Bearer .*resource_metadata="http.*"/);
      expect(answer.body).not.toContain(key);
    }
    expectNothingSent();
  });

  it("keys of made-up organizations get 401, and however many come, no good key from there is called bad", async () => {
    const flooded = (await platform.startGateway()).url;
    const madeUp = (index: number): string => {
      const organizationRef = `madeUp${index}`.padEnd(10, "0");
      return formatKey({ kind: "csk", organizationRef, keyRef: "k".repeat(12), secret: "s".repeat(43) });
    };
    expect((await new Agent(flooded, madeUp(0)).list()).status).toBe(401);
    const list = () => new Agent(flooded, key).list();
    for (let index = 1; index < 30; index += 1) await new Agent(flooded, madeUp(index)).list();
    const cold = await list();
    expect(cold.status).not.toBe(401);
    expect(cold.result?.tools ?? cold.error?.code).toBe(-32603);
    expect(cold.headers.get("retry-after")).toMatch(/^\d+$/);
    expect((await send({ body: LIST, headers: { "mcp-session-id": await openSession() } })).status).toBe(200);
  });

  it("the metadata that a 401 points to is there", async () => {
    const challenge = (await send({ body: LIST, headers: { authorization: null } })).headers.get("www-authenticate");
    const pointer = new URL(/resource_metadata="([^"]+)"/.exec(challenge ?? "")?.[1] ?? "");
    const metadata = await fetch(`${url}${pointer.pathname}`);
    expect(metadata.status).toBe(200);
    expect(await metadata.json()).toMatchObject({ resource: expect.stringMatching(/\/mcp$/) });
  });

  it("a session works for the principal that opened it and is not found for any other, even of the same agent", async () => {
    const session = { "mcp-session-id": await openSession() };
    expect((await send({ body: LIST, headers: session })).status).toBe(200);
    const { instances } = organization.agent();
    for (const stranger of [organization.agent("other").key.text, instances["scout-7"]?.text ?? ""]) {
      const headers = { ...session, authorization: `Bearer ${stranger}` };
      expect((await send({ body: LIST, headers })).status).toBe(404);
      expect((await send({ body: callWith('{"text":"a"}'), headers })).status).toBe(404);
      expect((await send({ method: "DELETE", headers })).status).toBe(404);
    }
    expectNothingSent();
    expect((await send({ method: "DELETE", headers: session })).status).toBe(204);
    expect((await send({ body: LIST, headers: session })).status).toBe(404);
  });

  it("more declared instances than the agent may have are refused", async () => {
    const names = Array.from({ length: 7 }, (_, index) => `declared-${index}`);
    const answers = await Promise.all(names.map((name) => new Agent(url, key, { instance: name }).list()));
    const statuses = answers.map((answer) => answer.status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(5);
    expect(statuses.filter((status) => status === 403)).toHaveLength(2);
  });

  it("headers of the present revision that disagree with the body are refused", async () => {
    const params = { name: "fixture__echo", arguments: { text: "a" }, _meta: MODERN };
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params });
    const agreeing = { "mcp-protocol-version": REVISION, "mcp-method": "tools/call", "mcp-name": "fixture__echo" };
    for (const change of [{ "mcp-name": "fixture__add" }, { "mcp-method": "tools/list" }, { "mcp-name": null }]) {
      const answer = await send({ body, headers: { ...agreeing, ...change } });
      expect(answer.status).toBe(400);
      expect(answer.error?.code).toBe(-32020);
    }
    expectNothingSent();
    expect((await send({ body, headers: agreeing })).text).toBe("a");
  });

  it("each element of a batch is judged on its own, and only the good one is sent", async () => {
    const bad = callWith("{}").replace("echo", "nothing");
    const body = `[${callWith('{"text":"good"}')},${bad.replace('"id":7', '"id":8')}]`;
    const headers = { "mcp-session-id": await openSession(), "mcp-protocol-version": "2025-03-26" };
    const answers = JSON.parse((await send({ body, headers })).body);
    expect(answers).toHaveLength(2);
    expect(answers[0].result.content[0].text).toBe("good");
    expect(answers[1].error.code).toBe(-32602);
    expect(fixture.calls().count).toBe(arrivedBefore + 1);
  });

  it("P24: arguments and results that are too much are refused soon and cheaply, and the next call is answered", async () => {
    const gateway = await platform.startGatewayProcess();
    const exaggerate: typeof fetch = (to, init) =>
      fetch(to, {
        ...init,
        ...(typeof init?.body === "string" && { body: init.body.replace(`"${PLACE}"`, () => much) }),
      });
    for (const kind of ["sdk v1", "sdk v2, auto"] as const) {
      // A busy machine may read the configuration too late for the first request.
      const plain = await vi.waitFor(() => connectSdk(kind, `${gateway.url}/mcp`, { key }), { timeout: 60_000 });
      const sending = await connectSdk(kind, `${gateway.url}/mcp`, { key, fetch: exaggerate });
      for (const name of ["fixture__echo", "exaggerating__echo"]) await plain.call(name, { text: "first" });
      for (const [what, { text, argumentsError, resultCode }] of Object.entries(TOO_MUCH)) {
        much = text;
        const before = fixture.calls().count;
        const asArguments = await costOf(gateway.pid, () =>
          expect(sending.call("fixture__echo", { text: PLACE })).rejects.toThrow(argumentsError),
        );
        expect(fixture.calls().count).toBe(before);
        const asResult = await costOf(gateway.pid, async () =>
          expect((await plain.call("exaggerating__echo", { text: PLACE }))._meta).toMatchObject({
            "io.countersign/decision": { code: resultCode },
          }),
        );
        // CPU time, for what else runs on the machine is no cost of the gateway's.
        for (const { cpuMs, risenBytes } of [asArguments, asResult]) {
          expect(cpuMs, what).toBeLessThan(1_000);
          expect(risenBytes, what).toBeLessThan(64 * 1_048_576);
        }
        expect((await plain.call("fixture__echo", { text: "next" })).content[0]?.text).toBe("next");
      }
      await Promise.all([plain.close(), sending.close()]);
    }
  });
});
