import fc from "fast-check";
import { expect, test } from "vitest";
import { readMcpRequest } from "./read-request.ts";
import { readToolCall } from "./tool-call.ts";

const PROTOCOL = "io.modelcontextprotocol/protocolVersion";
const member = fc.constantFrom(
  "jsonrpc",
  "id",
  "method",
  "params",
  "result",
  "error",
  "Method",
  "ID",
  "__proto__",
  "_meta",
);
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom("2.0", "initialize", "tools/call", "tools/list", "notifications/cancelled", null, 1, "a"),
  fc.record({ _meta: fc.dictionary(fc.constantFrom(PROTOCOL, "progressToken", "x"), fc.jsonValue({ maxDepth: 1 })) }),
  fc.record({
    name: fc.string(),
    arguments: fc.jsonValue({ maxDepth: 3 }),
    _meta: fc.record({
      [PROTOCOL]: fc.constantFrom("2026-07-28", "2025-11-25", "x"),
      "io.modelcontextprotocol/clientCapabilities": fc.oneof(fc.constant({}), fc.jsonValue({ maxDepth: 1 })),
    }),
  }),
);
const message = fc
  .array(fc.tuple(member, value), { maxLength: 6 })
  .map(
    (members) =>
      `{${[["jsonrpc", "2.0"] as const, ...members].map(([name, v]) => `${JSON.stringify(name)}:${JSON.stringify(v)}`).join(",")}}`,
  );
const body = fc.oneof(
  { weight: 4, arbitrary: message.map((text) => Buffer.from(text)) },
  { weight: 2, arbitrary: fc.array(message, { maxLength: 3 }).map((all) => Buffer.from(`[${all.join(",")}]`)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 1, arbitrary: fc.tuple(message, fc.nat(200)).map(([text, cut]) => Buffer.from(text.slice(0, cut))) },
);
const version = fc.constantFrom(undefined, "2026-07-28", "2027-02-03", "2025-11-25", "2025-03-26", "", "x");
const headers = fc.record({
  "content-type": fc.constantFrom(
    "application/json",
    "application/json",
    "application/json; charset=utf-8",
    "text/plain",
    undefined,
  ),
  accept: fc.constantFrom("application/json, text/event-stream", "*/*", undefined, "text/html", ";;;,q=0"),
  "mcp-protocol-version": version,
  "mcp-method": fc.constantFrom(undefined, "tools/call", "tools/list", "initialize"),
  "mcp-name": fc.oneof(fc.constant(undefined), fc.string()),
  "mcp-session-id": fc.oneof(fc.constant(undefined), fc.string()),
});
const method = fc.oneof(
  { weight: 9, arbitrary: fc.constant("POST") },
  { weight: 1, arbitrary: fc.constantFrom("GET", "DELETE", "PUT", "HEAD") },
);

test("whatever comes in is taken or refused with a 4xx and a JSON-RPC error, and never throws", () => {
  fc.assert(
    fc.property(fc.record({ method, headers, body }), (parts) => {
      const read = readMcpRequest(parts);
      if (read.ok) {
        if (read.kind === "modern" && read.message.type === "request") readToolCall(read.message.params);
        return;
      }
      expect(read.answer.status).toBeGreaterThanOrEqual(400);
      expect(read.answer.status).toBeLessThan(500);
      const answer = JSON.parse(String(read.answer.body)) as { jsonrpc: string; error: { code: number } };
      expect(answer.jsonrpc).toBe("2.0");
      expect(answer.error.code).toBe(read.code);
    }),
    { numRuns: 3000 },
  );
});

test("a modern request is taken only when its method and name headers equal its body", () => {
  const word = fc.constantFrom("echo", "echo ", "Echo", "delete_all", "écho", "");
  const verb = fc.constantFrom("tools/call", "tools/list", "Tools/Call");
  fc.assert(
    fc.property(word, word, verb, verb, (name, nameHeader, bodyMethod, methodHeader) => {
      const meta = { [PROTOCOL]: "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {} };
      const request = { jsonrpc: "2.0", id: 1, method: bodyMethod, params: { name, _meta: meta } };
      const sent = { "mcp-protocol-version": "2026-07-28", "mcp-method": methodHeader, "mcp-name": nameHeader };
      const read = readMcpRequest({
        method: "POST",
        headers: { "content-type": "application/json", ...sent },
        body: JSON.stringify(request),
      });
      const agrees = methodHeader === bodyMethod && (bodyMethod !== "tools/call" || nameHeader.trim() === name);
      expect(read.ok).toBe(agrees);
    }),
    { numRuns: 1000 },
  );
});
