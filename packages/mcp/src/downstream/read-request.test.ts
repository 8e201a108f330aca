import { describe, expect, test } from "vitest";
import { type McpRead, readMcpRequest } from "./read-request.ts";

const JSON_HEADERS = { "content-type": "application/json", accept: "application/json, text/event-stream" };
const PROTOCOL = "io.modelcontextprotocol/protocolVersion";
const CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
const ENVELOPE = { [PROTOCOL]: "2026-07-28", [CAPABILITIES]: {} };
const MODERN_HEADERS = { ...JSON_HEADERS, "mcp-protocol-version": "2026-07-28" };

type TestHeaders = Record<string, string | undefined>;

function post(body: unknown, headers: TestHeaders = {}): McpRead {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return readMcpRequest({ method: "POST", headers: { ...JSON_HEADERS, ...headers }, body: Buffer.from(text) });
}

/** The status and JSON-RPC code of a refusal. */
function refusalOf(read: McpRead): readonly [number, number] | "taken" {
  return read.ok ? "taken" : [read.answer.status, read.code];
}

function answerOf(read: McpRead): unknown {
  return read.ok ? null : JSON.parse(String(read.answer.body));
}

const call = (meta: unknown, name = "echo"): object => ({
  jsonrpc: "2.0",
  id: 7,
  method: "tools/call",
  params: { name, arguments: {}, _meta: meta },
});

describe("the era follows from the request", () => {
  test("a version in _meta makes it modern", () => {
    const read = post(call(ENVELOPE), { ...MODERN_HEADERS, "mcp-method": "tools/call", "mcp-name": "echo" });
    expect(read).toMatchObject({
      ok: true,
      kind: "modern",
      revision: "2026-07-28",
      message: { id: 7, type: "request" },
    });
  });

  test("initialize makes it legacy, in the revision asked for if we speak it", () => {
    const params = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "a", version: "1" } };
    const open = { jsonrpc: "2.0", id: 1, method: "initialize", params };
    expect(post(open)).toMatchObject({ ok: true, kind: "legacy", revision: "2025-06-18", sessionId: null });
    const future = { ...open, params: { ...params, protocolVersion: "2031-01-01" } };
    expect(post(future)).toMatchObject({ ok: true, kind: "legacy", revision: "2025-11-25" });
  });

  test("anything else is legacy and names its session", () => {
    const read = post({ jsonrpc: "2.0", id: "a", method: "ping" }, { "mcp-session-id": " abc " });
    expect(read).toMatchObject({ ok: true, kind: "legacy", revision: null, sessionId: "abc", isBatch: false });
  });

  test("GET opens a stream and DELETE ends the session, for the handshake era only", () => {
    const headers = { accept: "text/event-stream", "mcp-session-id": "abc", "last-event-id": "9" };
    const read = readMcpRequest({ method: "GET", headers, body: "" });
    expect(read).toMatchObject({ ok: true, kind: "stream", sessionId: "abc", lastEventId: "9" });
    expect(readMcpRequest({ method: "DELETE", headers, body: "" })).toMatchObject({ ok: true, kind: "end_session" });
    const modern = { ...headers, "mcp-protocol-version": "2026-07-28" };
    expect(refusalOf(readMcpRequest({ method: "GET", headers: modern, body: "" }))).toEqual([405, -32000]);
    expect(refusalOf(readMcpRequest({ method: "PUT", headers, body: "" }))).toEqual([405, -32000]);
    expect(refusalOf(readMcpRequest({ method: "GET", headers: { accept: "text/html" }, body: "" }))).toEqual([
      406, -32000,
    ]);
  });
});

describe("a modern request's headers and body agree, or it is refused with -32020", () => {
  const good = { ...MODERN_HEADERS, "mcp-method": "tools/call", "mcp-name": "echo" };
  test.each<[string, TestHeaders]>([
    ["no version header", { ...good, "mcp-protocol-version": undefined }],
    ["another version header", { ...good, "mcp-protocol-version": "2025-11-25" }],
    ["no method header", { ...good, "mcp-method": undefined }],
    ["another method header", { ...good, "mcp-method": "tools/list" }],
    ["a method header in another case", { ...good, "mcp-method": "Tools/Call" }],
    ["no name header", { ...good, "mcp-name": undefined }],
    ["another name header", { ...good, "mcp-name": "delete_all" }],
    ["a name header in broken base64", { ...good, "mcp-name": "=?base64?%%%?=" }],
    ["a name header in base64 that isn't canonical", { ...good, "mcp-name": "=?base64?ZWNobx==?=" }],
  ])("%s", (_name, headers) => {
    expect(refusalOf(post(call(ENVELOPE), headers))).toEqual([400, -32020]);
  });

  test("a name that no header carries as it is may come in base64", () => {
    const name = "région du nord";
    const encoded = `=?base64?${Buffer.from(name).toString("base64")}?=`;
    expect(post(call(ENVELOPE, name), { ...good, "mcp-name": encoded }).ok).toBe(true);
  });

  test("notifications need no standard headers", () => {
    const notification = {
      jsonrpc: "2.0",
      method: "notifications/cancelled",
      params: { requestId: 1, _meta: ENVELOPE },
    };
    expect(post(notification)).toMatchObject({ ok: true, kind: "modern" });
    expect(refusalOf(post(notification, { "mcp-method": "other" }))).toEqual([400, -32020]);
  });
});

describe("a modern envelope", () => {
  const good = { ...MODERN_HEADERS, "mcp-method": "tools/call", "mcp-name": "echo" };
  test.each<[string, object]>([
    ["lacks its capabilities", { [PROTOCOL]: "2026-07-28" }],
    ["has a version that isn't text", { ...ENVELOPE, [PROTOCOL]: 20260728 }],
    ["has capabilities that are no object", { ...ENVELOPE, [CAPABILITIES]: [] }],
    ["has a client without a version", { ...ENVELOPE, "io.modelcontextprotocol/clientInfo": { name: "a" } }],
    ["has an unknown log level", { ...ENVELOPE, "io.modelcontextprotocol/logLevel": "loud" }],
    ["has a progress token that is an object", { ...ENVELOPE, progressToken: {} }],
  ])("that %s is refused with -32602", (_name, meta) => {
    expect(refusalOf(post(call(meta), good))).toEqual([400, -32602]);
  });

  test("missing behind a header that names its revision is refused with -32602, naming what is missing", () => {
    const read = post(call(undefined), good);
    expect(refusalOf(read)).toEqual([400, -32602]);
    expect(answerOf(read)).toMatchObject({
      id: 7,
      error: { data: { envelope: { missing: [PROTOCOL, CAPABILITIES] } } },
    });
  });

  test("of a version we don't serve is refused with -32022 and the ones we do", () => {
    const meta = { ...ENVELOPE, [PROTOCOL]: "2027-01-01" };
    const read = post(call(meta), { ...good, "mcp-protocol-version": "2027-01-01" });
    expect(refusalOf(read)).toEqual([400, -32022]);
    expect(answerOf(read)).toMatchObject({ error: { data: { supported: ["2026-07-28"], requested: "2027-01-01" } } });
  });

  test("doesn't go with initialize behind a modern header", () => {
    const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "a", version: "1" } };
    expect(refusalOf(post({ jsonrpc: "2.0", id: 1, method: "initialize", params }, MODERN_HEADERS))).toEqual([
      400, -32020,
    ]);
  });

  test("doesn't come with posted responses", () => {
    expect(refusalOf(post({ jsonrpc: "2.0", id: 1, result: {} }, MODERN_HEADERS))).toEqual([400, -32600]);
  });
});

describe("JSON-RPC is exact", () => {
  test.each<[string, unknown, readonly [number, number]]>([
    ["not JSON", "{", [400, -32700]],
    ["nothing", "", [400, -32700]],
    ["a byte order mark", '\ufeff{"jsonrpc":"2.0","id":1,"method":"ping"}', [400, -32700]],
    ["a duplicate key", '{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/call"}', [400, -32700]],
    ["a duplicate key written otherwise", '{"jsonrpc":"2.0","id":1,"method":"a","m\\u0065thod":"b"}', [400, -32700]],
    ["a prototype key", '{"jsonrpc":"2.0","id":1,"method":"a","params":{"__proto__":{}}}', [400, -32700]],
    [
      "too deep",
      `{"jsonrpc":"2.0","id":1,"method":"a","params":{"a":${"[".repeat(70)}${"]".repeat(70)}}}`,
      [400, -32700],
    ],
    ["text", '"hello"', [400, -32600]],
    ["no version", { id: 1, method: "ping" }, [400, -32600]],
    ["another version", { jsonrpc: "1.0", id: 1, method: "ping" }, [400, -32600]],
    ["a null id", { jsonrpc: "2.0", id: null, method: "ping" }, [400, -32600]],
    ["a broken number as id", { jsonrpc: "2.0", id: 1.5, method: "ping" }, [400, -32600]],
    ["an object as id", { jsonrpc: "2.0", id: {}, method: "ping" }, [400, -32600]],
    ["a very long id", { jsonrpc: "2.0", id: "x".repeat(257), method: "ping" }, [400, -32600]],
    ["a method that is a number", { jsonrpc: "2.0", id: 1, method: 1 }, [400, -32600]],
    ["an empty method", { jsonrpc: "2.0", id: 1, method: "" }, [400, -32600]],
    ["params as a list", { jsonrpc: "2.0", id: 1, method: "ping", params: [] }, [400, -32600]],
    ["an unknown member", { jsonrpc: "2.0", id: 1, method: "ping", extra: 1 }, [400, -32600]],
    ["a member in another case", { jsonrpc: "2.0", id: 1, Method: "ping" }, [400, -32600]],
    ["a member with a long s", { jsonrpc: "2.0", id: 1, method: "a", paramſ: {} }, [400, -32600]],
    ["a method and a result", { jsonrpc: "2.0", id: 1, method: "a", result: {} }, [400, -32600]],
    ["a result and an error", { jsonrpc: "2.0", id: 1, result: {}, error: { code: 1, message: "" } }, [400, -32600]],
    ["neither", { jsonrpc: "2.0", id: 1 }, [400, -32600]],
    ["an initialize without a client", { jsonrpc: "2.0", id: 1, method: "initialize", params: {} }, [400, -32602]],
  ])("%s is refused", (_name, body, refusal) => {
    expect(refusalOf(post(body))).toEqual(refusal);
  });

  test("bytes that aren't UTF-8 are refused, not replaced", () => {
    const body = Buffer.concat([
      Buffer.from('{"jsonrpc":"2.0","id":1,"method":"a'),
      Buffer.from([0xff]),
      Buffer.from('"}'),
    ]);
    expect(refusalOf(readMcpRequest({ method: "POST", headers: JSON_HEADERS, body }))).toEqual([400, -32700]);
  });

  test("a refusal carries the id when it could be read", () => {
    expect(answerOf(post({ jsonrpc: "2.0", id: "q", method: 1 }))).toMatchObject({ jsonrpc: "2.0", id: "q" });
  });

  test("a body over 1 MiB is refused with 413", () => {
    expect(refusalOf(post(`"${"x".repeat(1_048_576)}"`))).toEqual([413, -32000]);
  });
});

describe("batches", () => {
  const ping = (id: number): object => ({ jsonrpc: "2.0", id, method: "ping" });
  test("are taken in 2025-03-26, which names itself or has no header", () => {
    expect(post([ping(1), ping(2)])).toMatchObject({ ok: true, isBatch: true, messages: [{ id: 1 }, { id: 2 }] });
    expect(post([ping(1)], { "mcp-protocol-version": "2025-03-26" })).toMatchObject({ ok: true, isBatch: true });
  });

  test.each<[string, unknown, TestHeaders]>([
    ["in a later revision", [ping(1)], { "mcp-protocol-version": "2025-06-18" }],
    ["that are empty", [], {}],
    ["over 64 messages", Array.from({ length: 65 }, (_, id) => ping(id)), {}],
    ["with one id twice", [ping(1), ping(1)], {}],
    ["with an invalid element", [ping(1), 5], {}],
    ["with a modern element", [ping(1), call(ENVELOPE)], {}],
    ["with initialize", [{ jsonrpc: "2.0", id: 1, method: "initialize", params: {} }], {}],
  ])("%s are refused whole", (_name, body, headers) => {
    expect(refusalOf(post(body, headers))).toEqual([400, -32600]);
  });
});

describe("media types", () => {
  const ping = { jsonrpc: "2.0", id: 1, method: "ping" };
  test.each([undefined, "text/plain", "application/json; charset=utf-16", "application/jsonp"])(
    "content %j is refused",
    (type) => {
      expect(refusalOf(post(ping, { "content-type": type }))).toEqual([415, -32000]);
    },
  );

  test.each<[string | undefined, object]>([
    [undefined, { json: true, sse: true }],
    ["*/*", { json: true, sse: true }],
    ["application/json", { json: true, sse: false }],
    ["text/event-stream", { json: false, sse: true }],
    ["Application/JSON;q=0.9, text/event-stream;q=0", { json: true, sse: false }],
  ])("accept %j lets us answer with %j", (accept, accepts) => {
    expect(post(ping, { accept })).toMatchObject({ ok: true, accepts });
  });

  test("a client that accepts neither is refused with 406", () => {
    expect(refusalOf(post(ping, { accept: "text/html" }))).toEqual([406, -32000]);
  });

  test("a version header of the handshake era that nobody speaks is refused with 400", () => {
    expect(refusalOf(post(ping, { "mcp-protocol-version": "2019-01-01" }))).toEqual([400, -32000]);
    expect(refusalOf(post(ping, { "mcp-protocol-version": "latest" }))).toEqual([400, -32000]);
  });
});
