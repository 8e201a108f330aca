import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { refusal } from "@countersign/contracts";
import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from "@modelcontextprotocol/client";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ToolListChangedNotificationSchema } from "@modelcontextprotocol/sdk/types.js";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { RpcRequest } from "../wire/messages.ts";
import type { Era } from "../wire/revisions.ts";
import { SSE_HEADERS, sseComment, sseEvent } from "../wire/sse.ts";
import { ACCEPTED, createProgressWriter, type HttpAnswer, resultJson } from "../wire/write-message.ts";
import { errorAnswer, methodNotFound, resultAnswer, sessionNotFound } from "./answers.ts";
import { type McpRead, readMcpRequest } from "./read-request.ts";
import {
  callResult,
  decisionResult,
  discoverResult,
  initializeResult,
  listenAcknowledged,
  listResult,
  presentTool,
  toolsListChanged,
} from "./results.ts";
import { readToolCall } from "./tool-call.ts";

/** A server as small as can be on our readers and writers: what the gateway will do, without what it decides. */
const SESSION = "5f0c1f0e9d";
const server = { info: { name: "countersign", version: "0.0.0" }, capabilities: { tools: { listChanged: true } } };
const TOOL = '{"name":"echo","description":"Echoes.","inputSchema":{"type":"object"},"x-unknown":1.0}';

/** A whole answer, or the events of a stream that ends after them unless it stays open. */
type Reply = HttpAnswer | { readonly events: readonly Buffer[]; readonly staysOpen: boolean };

function write(res: ServerResponse, reply: Reply): void {
  if ("status" in reply) {
    res.writeHead(reply.status, reply.headers).end(reply.body);
    return;
  }
  res.writeHead(200, SSE_HEADERS);
  for (const event of reply.events) res.write(event);
  if (!reply.staysOpen) res.end();
}

function reply(era: Era, request: RpcRequest): Reply {
  const { id, method } = request;
  if (method === "server/discover") return resultAnswer(id, discoverResult(server, 0));
  if (method === "tools/list") {
    const items = [presentTool(TOOL, { era, name: "demo__echo", note: "Needs approval." })];
    return resultAnswer(id, listResult("tools", { era, items, nextCursor: null, ttlMs: 0 }));
  }
  if (method === "subscriptions/listen") {
    const events = [listenAcknowledged(id, { toolsListChanged: true }), toolsListChanged(id)];
    return { events: events.map((event) => sseEvent(event)), staysOpen: true };
  }
  return method === "tools/call" ? callReply(era, request) : methodNotFound(era, id, method);
}

function callReply(era: Era, { id, params }: RpcRequest): Reply {
  const read = readToolCall(params);
  if (!read.ok) return errorAnswer(id, { code: -32602, message: read.message });
  if (read.call.name === "denied") {
    const decision = refusal("policy.default.denied", "No rule allows it.");
    return resultAnswer(id, decisionResult({ era, detail: decision.detail, decision, isError: true }));
  }
  const result = callResult('{"content":[{"type":"text","text":"hi"}],\n "structuredContent":{"n":1.50}}', { era });
  if (read.call.progressToken === null) return resultAnswer(id, result);
  const progress = createProgressWriter(read.call.progressToken);
  const steps = ["one", "two"].map((message) => sseEvent(progress({ message })));
  return { events: [sseComment(), ...steps, sseEvent(resultJson(id, result))], staysOpen: false };
}

function serve(read: McpRead): Reply {
  if (!read.ok) return read.answer;
  if (read.kind === "modern") return read.message.type === "request" ? reply("modern", read.message) : ACCEPTED;
  const message = read.kind === "legacy" ? read.messages[0] : undefined;
  if (message?.type === "request" && message.method === "initialize") {
    const result = initializeResult(read.revision ?? "", server);
    return resultAnswer(message.id, result, { "mcp-session-id": SESSION });
  }
  if (read.sessionId !== SESSION) return sessionNotFound();
  if (read.kind === "stream") return { events: [sseEvent(toolsListChanged())], staysOpen: true };
  return message?.type === "request" ? reply("legacy", message) : ACCEPTED;
}

async function bodyOf(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}

const revisions: (string | undefined)[] = [];
let http: Server;
let url: URL;
const clients: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  http = createServer((req, res) => {
    void bodyOf(req).then((body) => {
      const read = readMcpRequest({ method: req.method ?? "", headers: req.headers, body });
      if (read.ok) revisions.push(read.revision ?? undefined);
      write(res, serve(read));
    });
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  url = new URL(`http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`);
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});
afterAll(() => {
  http.closeAllConnections();
  return new Promise<void>((resolve) => {
    http.close(() => resolve());
  });
});

const identity = { name: "test-agent", version: "1.0.0" };

/** Clients as agents have them: `call` gives the result and the progress messages seen. */
interface TestClient {
  list(): Promise<{ tools: { name: string; description?: string | undefined }[] }>;
  call(name: string, onProgress?: (message: string) => void): Promise<Record<string, unknown>>;
  version(): string | undefined;
}

async function v1(): Promise<TestClient> {
  const client = new Client(identity);
  const transport = new StreamableHTTPClientTransport(url);
  // The SDK's own transport doesn't fit its interface under exactOptionalPropertyTypes.
  await client.connect(transport as Parameters<typeof client.connect>[0]);
  clients.push(client);
  return {
    list: () => client.listTools(),
    call: async (name, onProgress) =>
      client.callTool({ name, arguments: {} }, undefined, {
        ...(onProgress ? { onprogress: ({ message }) => onProgress(message ?? "") } : {}),
      }),
    version: () => transport.protocolVersion,
  };
}

async function v2(mode: "legacy" | "auto"): Promise<TestClient> {
  const client = new ModernClient(identity, { versionNegotiation: { mode } });
  await client.connect(new ModernTransport(url));
  clients.push(client);
  return {
    list: () => client.listTools(),
    call: async (name, onProgress) =>
      client.callTool(
        { name, arguments: {} },
        { ...(onProgress ? { onprogress: ({ message }) => onProgress(message ?? "") } : {}) },
      ),
    version: () => client.getNegotiatedProtocolVersion(),
  };
}

test("a client of the handshake era hears over its GET stream that the list changed", async () => {
  const client = new Client(identity);
  const changed = new Promise<void>((resolve) => {
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => resolve());
  });
  await client.connect(new StreamableHTTPClientTransport(url) as Parameters<typeof client.connect>[0]);
  clients.push(client);
  await changed;
});

test("a session that we don't know is answered 404, and nothing else", async () => {
  const headers = { "content-type": "application/json", "mcp-session-id": "someone-elses" };
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" });
  expect((await fetch(url, { method: "POST", headers, body })).status).toBe(404);
});

describe.each([
  ["SDK v1", "2025-11-25", v1],
  ["SDK v2, legacy mode", "2025-11-25", () => v2("legacy")],
  ["SDK v2, auto mode", "2026-07-28", () => v2("auto")],
] as const)("%s", (_name, revision, connect) => {
  test(`opens with ${revision}`, async () => {
    expect((await connect()).version()).toBe(revision);
    expect(revisions.at(-1)).toBe(revision);
  });

  test("lists a tool under its new name, with the note after its description", async () => {
    const { tools } = await (await connect()).list();
    expect(tools).toMatchObject([{ name: "demo__echo", description: "Echoes.\n\nNeeds approval." }]);
  });

  test("gets the upstream's result", async () => {
    const result = await (await connect()).call("demo__echo");
    expect(result).toMatchObject({ content: [{ type: "text", text: "hi" }], structuredContent: { n: 1.5 } });
  });

  test("gets progress over the stream, then the result", async () => {
    const seen: string[] = [];
    const result = await (await connect()).call("demo__echo", (message) => seen.push(message));
    expect(seen).toEqual(["one", "two"]);
    expect(result).toMatchObject({ content: [{ text: "hi" }] });
  });

  test("gets a refusal as a tool result with the decision in _meta", async () => {
    const result = await (await connect()).call("denied");
    expect(result).toMatchObject({ isError: true, content: [{ text: "No rule allows it." }] });
    expect(result["_meta"]).toMatchObject({ "io.countersign/decision": { code: "policy.default.denied" } });
  });
});
