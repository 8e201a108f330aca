import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { Client as ClientV1 } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as TransportV1 } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { afterEach, expect, test } from "vitest";
import { startEverythingServer } from "./mcp-servers-everything.ts";
import { type FixtureMcpServerOptions, startFixtureMcpServer } from "./mcp-servers-fixture.ts";
import { FIXTURE_TOOLS } from "./mcp-servers-fixture-tools.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function fixture(options?: FixtureMcpServerOptions) {
  const server = await startFixtureMcpServer(options);
  closers.push(server.close);
  return server;
}

async function connect(url: string, options: { modern: boolean; headers?: Record<string, string> }) {
  const client = new Client(
    { name: "test", version: "1.0.0" },
    options.modern ? { versionNegotiation: { mode: "auto" } } : {},
  );
  const requestInit = { headers: options.headers ?? {} };
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit }));
  closers.push(() => client.close());
  return client;
}

async function connectV1(url: string) {
  const client = new ClientV1({ name: "test", version: "1.0.0" });
  // SDK v1 was not written for exactOptionalPropertyTypes.
  await client.connect(new TransportV1(new URL(url)) as Parameters<ClientV1["connect"]>[0]);
  closers.push(() => client.close());
  return client;
}

test.each([
  { era: "both", modern: true, version: "2026-07-28" },
  { era: "both", modern: false, version: "2025-11-25" },
  { era: "modern", modern: true, version: "2026-07-28" },
  { era: "legacy", modern: true, version: "2025-11-25" },
  { era: "legacy", modern: false, version: "2025-11-25" },
] as const)(
  "a fixture of era $era answers a client (modern: $modern) in $version",
  async ({ era, modern, version }) => {
    const client = await connect((await fixture({ era })).url, { modern });
    expect(client.getNegotiatedProtocolVersion()).toBe(version);
    expect((await client.listTools()).tools.map((tool) => tool.name)).toEqual([...FIXTURE_TOOLS]);
  },
);

test("a modern fixture does not speak to a legacy client", async () => {
  const server = await fixture({ era: "modern" });
  await expect(connect(server.url, { modern: false })).rejects.toThrow();
});

test("the SDK v1 client calls every fixture tool", async () => {
  const server = await fixture();
  const client = await connectV1(server.url);
  const call = (name: string, args: Record<string, unknown> = {}) => client.callTool({ name, arguments: args });
  expect(await call("echo", { text: "hello" })).toMatchObject({ content: [{ text: "hello" }] });
  expect(await call("add", { a: 2, b: 40 })).toMatchObject({ content: [{ text: "42" }] });
  await call("count");
  expect(await call("count")).toMatchObject({ content: [{ text: "2" }] });
  expect(await call("slow", { ms: 1 })).toMatchObject({ content: [{ text: "slept 1 ms" }] });
  expect(await call("fail")).toMatchObject({ isError: true });
  expect(await call("big", { bytes: 100_000 })).toMatchObject({ content: [{ text: "x".repeat(100_000) }] });
  expect(await call("structured")).toMatchObject({ structuredContent: { value: 42, labels: ["one", "two"] } });
  expect(server.calls()).toMatchObject({ count: 8, byTool: { echo: 1, count: 2, fail: 1 } });
});

test.each([true, false])("a fixture keeps what arrived, headers included (modern: %s)", async (modern) => {
  const server = await fixture({ tools: ["echo"] });
  const client = await connect(server.url, { modern, headers: { authorization: "Bearer upstream" } });
  await client.callTool({ name: "echo", arguments: { text: "a" } });
  expect(server.calls().bodies).toMatchObject([
    { tool: "echo", arguments: { text: "a" }, headers: { authorization: "Bearer upstream" } },
  ]);
});

test("a held call has arrived and is counted, and answers only after its release", async () => {
  const server = await fixture();
  const client = await connect(server.url, { modern: true });
  const hold = server.holdNext();
  let answered = false;
  const answer = client.callTool({ name: "echo", arguments: { text: "held" } }).then((result) => {
    answered = true;
    return result;
  });
  await hold.arrived;
  await client.callTool({ name: "echo", arguments: { text: "overtakes" } });
  expect([answered, server.calls().count]).toEqual([false, 2]);
  hold.release();
  expect(await answer).toMatchObject({ content: [{ text: "held" }] });
});

test.each([true, false])("slow tells its progress before it answers (modern: %s)", async (modern) => {
  const client = await connect((await fixture()).url, { modern });
  const seen: unknown[] = [];
  const onprogress = (progress: unknown) => seen.push(progress);
  await client.callTool({ name: "slow", arguments: { ms: 5 } }, { onprogress });
  expect(seen).toEqual([{ progress: 0, total: 5 }]);
});

test("a fixture that wants a credential answers nobody else", async () => {
  const { url } = await fixture({ bearer: "upstream" });
  await expect(connect(url, { modern: true })).rejects.toThrow();
  const client = await connect(url, { modern: true, headers: { authorization: "Bearer upstream" } });
  expect((await client.listTools()).tools).toHaveLength(FIXTURE_TOOLS.length);
});

test("a fixture can go away in the middle of a call and come back at its port", async () => {
  const first = await fixture();
  const hold = first.holdNext();
  const lost = (await connect(first.url, { modern: true })).callTool({ name: "count", arguments: {} });
  await hold.arrived;
  const ended = expect(lost).rejects.toThrow();
  await first.abort();
  await ended;
  const again = await fixture({ port: Number(new URL(first.url).port) });
  const client = await connect(again.url, { modern: true });
  expect(await client.callTool({ name: "count", arguments: {} })).toMatchObject({ content: [{ text: "1" }] });
});

test("the reference server answers both SDK clients", async () => {
  const server = await startEverythingServer();
  closers.push(server.close);
  const clients = [await connectV1(server.url), await connect(server.url, { modern: true })];
  for (const client of clients) {
    expect((await client.listTools()).tools.map((tool) => tool.name)).toContain("echo");
    const result = await client.callTool({ name: "echo", arguments: { message: "hello" } });
    expect(result).toMatchObject({ content: [{ text: expect.stringContaining("hello") }] });
  }
});
