import { type FixtureMcpServer, startFixtureMcpServer } from "@countersign/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Agent } from "./testing/agent.ts";
import { makeOrganization } from "./testing/organization.ts";
import { type Platform, startPlatform } from "./testing/platform.ts";

const POLICY = `
version: 1
rules:
  - { id: say, agents: [scout], operations: [fixture.echo], when: args.text == "the one text", effect: allow }
  - { id: ask, agents: [scout], operations: [fixture.count], effect: require_approval, approval: { by: [role:owner], expires: 30m } }
`;

const method = fc.oneof(
  fc.constantFrom("initialize", "ping", "tools/list", "tools/call", "server/discover", "notifications/cancelled"),
  fc.string({ maxLength: 20 }),
);
const name = fc.oneof(
  fc.constantFrom("fixture__echo", "fixture__count", "countersign__await_approval", "countersign__cancel_approval"),
  fc.string({ maxLength: 40 }),
);
const meta = fc.oneof(
  fc.constant({
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
  }),
  fc.jsonValue({ maxDepth: 2 }),
);
const params = fc.oneof(
  fc.record({ name, arguments: fc.jsonValue({ maxDepth: 3 }), _meta: meta }, { requiredKeys: [] }),
  fc.record({ name, arguments: fc.record({ ticket: fc.string(), text: fc.string() }, { requiredKeys: [] }) }),
  fc.jsonValue({ maxDepth: 3 }),
);
const id = fc.oneof(fc.integer(), fc.string({ maxLength: 8 }), fc.constantFrom(null, 1.5, true));
const message = fc.record(
  { jsonrpc: fc.constantFrom("2.0", "2.0", "2.0", "1.0"), id, method, params },
  { requiredKeys: [] },
);
const body = fc.oneof(
  message.map((value) => JSON.stringify(value)),
  fc.array(message, { maxLength: 4 }).map((value) => JSON.stringify(value)),
  fc.json({ maxDepth: 4 }),
  fc.string(),
);
const header = fc.constantFrom<Record<string, string>>(
  {},
  { "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call", "mcp-name": "fixture__echo" },
  { "mcp-protocol-version": "2025-11-25" },
  { "mcp-protocol-version": "2025-03-26" },
  { "mcp-session-id": "f".repeat(32) },
  { "countersign-instance": "scout-1" },
  { accept: "application/json" },
);

describe("any request", () => {
  let platform: Platform;
  let fixture: FixtureMcpServer;
  let url: string;
  let key: string;

  beforeAll(async () => {
    platform = await startPlatform();
    fixture = await startFixtureMcpServer();
    const organization = await makeOrganization(platform, { connections: { fixture }, policy: POLICY });
    url = (await platform.startGateway({ COUNTERSIGN_TICKET_AFTER_MS: "0" })).url;
    key = organization.agent().key.text;
  });
  afterAll(async () => {
    await platform?.close();
    await fixture?.close();
  });

  it("with a good key is answered below 500, and reaches no upstream that no rule allows it", async () => {
    await fc.assert(
      fc.asyncProperty(
        body,
        header,
        fc.constantFrom("/mcp", "/mcp/fixture", "/mcp/nowhere"),
        async (text, extra, path) => {
          const headers = {
            authorization: `Bearer ${key}`,
            "content-type": "application/json",
            accept: "application/json, text/event-stream",
          };
          const sent = new Headers(headers);
          for (const [name, value] of Object.entries(extra)) sent.set(name, value);
          const response = await fetch(`${url}${path}`, { method: "POST", headers: sent, body: text });
          expect(response.status).toBeLessThan(500);
          await response.text();
        },
      ),
      { numRuns: 400 },
    );
    expect(fixture.calls().count).toBe(0);
    const agent = new Agent(url, key);
    expect((await agent.call("fixture__echo", { text: "the one text" })).text).toBe("the one text");
  });

  it("without one is 401, whatever it is", async () => {
    await fc.assert(
      fc.asyncProperty(body, header, async (text, extra) => {
        const headers = new Headers({
          authorization: `Bearer ${key.slice(0, -3)}xyz`,
          "content-type": "application/json",
        });
        for (const [name, value] of Object.entries(extra)) headers.set(name, value);
        const response = await fetch(`${url}/mcp`, { method: "POST", headers, body: text });
        expect(response.status).toBe(401);
        await response.text();
      }),
      { numRuns: 100 },
    );
  });
});
