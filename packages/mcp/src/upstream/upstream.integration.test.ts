import {
  type EverythingServer,
  type FixtureMcpServer,
  startEverythingServer,
  startFixtureMcpServer,
} from "@countersign/testkit";
import { fromJsonSchema } from "@modelcontextprotocol/server";
import { Agent } from "undici";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Upstream, UpstreamOptions } from "./types.ts";
import { createUpstream } from "./upstream.ts";

const clientInfo = { name: "countersign", version: "0.0.0" };
const region = fromJsonSchema({
  type: "object",
  properties: { region: { type: "string", "x-mcp-header": "Region" } },
} as Parameters<typeof fromJsonSchema>[0]);

const agent = new Agent();
const open: Upstream[] = [];
let modern: FixtureMcpServer;
let legacy: FixtureMcpServer;
let everything: EverythingServer;

beforeAll(async () => {
  modern = await startFixtureMcpServer({
    era: "modern",
    register: (server) => {
      server.registerTool("north", { inputSchema: region }, (args) => ({
        content: [{ type: "text", text: JSON.stringify(args) }],
      }));
      server.registerTool("steps", {}, async (context) => {
        const progressToken = context.mcpReq._meta?.progressToken;
        for (const progress of progressToken === undefined ? [] : [1, 2, 3]) {
          const params = { progressToken: progressToken ?? "", progress, total: 3, message: `step ${progress}` };
          await context.mcpReq.notify({ method: "notifications/progress", params });
        }
        return { content: [{ type: "text", text: "done" }] };
      });
    },
  });
  legacy = await startFixtureMcpServer({ era: "legacy" });
  everything = await startEverythingServer();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((upstream) => upstream.close()));
});
afterAll(async () => {
  await agent.destroy();
  await Promise.all([modern.close(), legacy.close(), everything.close()]);
});

function connectTo(url: string, options: Partial<UpstreamOptions> = {}): Upstream {
  const upstream = createUpstream({
    url,
    dispatcher: agent,
    clientInfo,
    headers: () => ({ Authorization: "Bearer s" }),
    ...options,
  });
  open.push(upstream);
  return upstream;
}

describe("a server of 2026-07-28", () => {
  test("is found by its discovery and called without a handshake, with the connection's headers", async () => {
    const upstream = connectTo(modern.url);
    const facts = await upstream.connect();
    expect(facts).toMatchObject({ ok: true, era: "modern", revision: "2026-07-28", info: { name: "fixture" } });
    const answer = await upstream.callTool({ name: "echo", argumentsJson: '{"text":"hi"}' });
    expect(answer).toMatchObject({
      ok: true,
      isError: false,
      value: { content: [{ text: "hi" }], resultType: "complete" },
    });
    expect(modern.calls().bodies.at(-1)?.headers).toMatchObject({ authorization: "Bearer s", "mcp-name": "echo" });
  });

  test("gets a parameter that travels in a header too", async () => {
    const upstream = connectTo(modern.url);
    const list = await upstream.listTools();
    const tool = list.ok ? list.tools.find(({ name }) => name === "north") : undefined;
    const inputSchema = tool?.definition["inputSchema"];
    const call = { name: "north", argumentsJson: '{"region":"Côte d’Or"}' };
    expect(await upstream.callTool({ ...call, ...(inputSchema === undefined ? {} : { inputSchema }) })).toMatchObject({
      ok: true,
    });
    expect(await upstream.callTool(call)).toMatchObject({
      ok: false,
      kind: "rpc_error",
      mayHaveRun: false,
      error: { code: -32020 },
    });
  });

  test("gets a name that no header can carry as it is", async () => {
    const answer = await connectTo(modern.url).callTool({ name: "région du nord", argumentsJson: "{}" });
    expect(answer).toMatchObject({ ok: false, kind: "rpc_error", error: { code: -32602 } });
  });

  test("reports progress in order, and only to the call that asked for it", async () => {
    const seen: number[] = [];
    const onProgress = ({ progress }: { progress: number }): number => seen.push(progress);
    const answer = await connectTo(modern.url).callTool({ name: "steps", argumentsJson: "{}", onProgress });
    expect(answer.ok).toBe(true);
    expect(seen).toEqual([1, 2, 3]);
  });
});

describe("a server with a handshake", () => {
  test("without sessions is spoken to in its own revision", async () => {
    const upstream = connectTo(legacy.url);
    expect(await upstream.connect()).toMatchObject({ ok: true, era: "legacy", revision: "2025-11-25" });
    const answer = await upstream.callTool({ name: "structured", argumentsJson: "{}" });
    expect(answer).toMatchObject({ ok: true, value: { structuredContent: { value: 42 } } });
  });

  test("with sessions serves many calls in one session", async () => {
    const upstream = connectTo(everything.url);
    const list = await upstream.listTools();
    expect(list.ok && list.tools.length).toBeGreaterThan(5);
    const calls = Array.from({ length: 10 }, (_, n) =>
      upstream.callTool({ name: "echo", argumentsJson: `{"message":"${n}"}` }),
    );
    const texts = (await Promise.all(calls)).map((answer) => (answer.ok ? answer.value["content"] : answer));
    expect(texts).toEqual(Array.from({ length: 10 }, (_, n) => [{ type: "text", text: `Echo: ${n}` }]));
  });

  test("reports progress on the stream of the call", async () => {
    const seen: number[] = [];
    const answer = await connectTo(everything.url).callTool({
      name: "trigger-long-running-operation",
      argumentsJson: '{"duration":0.2,"steps":2}',
      onProgress: ({ progress }) => seen.push(progress),
    });
    expect(answer).toMatchObject({ ok: true });
    expect(seen).toEqual([1, 2]);
  });
});
