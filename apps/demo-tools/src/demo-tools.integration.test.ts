import { mkdtemp, readdir, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres, startSmtpSink, type TestPostgres } from "@countersign/testkit";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { Client as ClientV1 } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as TransportV1 } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createDemoTools, type DemoTools } from "./demo-tools.ts";
import type { DemoToolsSettings } from "./settings.ts";

let postgres: TestPostgres;
let databaseUrl: string;
let directory: string;
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "demo-tools-"));
  postgres = await startPostgres();
  databaseUrl = (await postgres.createDatabase()).url;
});
afterAll(async () => {
  await postgres.close();
  await rm(directory, { recursive: true, force: true });
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function start(settings: Partial<DemoToolsSettings> = {}): Promise<DemoTools> {
  const mailDir = await mkdtemp(join(directory, "mail-"));
  const defaults = { host: "127.0.0.1", port: 0, smtpPort: 0, smtpUrl: null, mailDir, databaseUrl: null };
  const tools = createDemoTools({ ...defaults, ...settings }, () => undefined);
  await tools.start();
  closers.push(tools.close);
  return tools;
}

type Caller = {
  names(): Promise<string[]>;
  call(name: string, args: Record<string, unknown>): Promise<unknown>;
};

const clients = {
  "SDK v1": async (url: string) => {
    const client = new ClientV1({ name: "test", version: "1.0.0" });
    // SDK v1 was not written for exactOptionalPropertyTypes.
    await client.connect(new TransportV1(new URL("/mcp", url)) as Parameters<ClientV1["connect"]>[0]);
    closers.push(() => client.close());
    return client;
  },
  "SDK v2, 2025-11-25": (url: string) => connectV2(url, {}),
  "SDK v2, 2026-07-28": (url: string) => connectV2(url, { versionNegotiation: { mode: "auto" } }),
} as const;

async function connectV2(url: string, options: ConstructorParameters<typeof Client>[1]) {
  const client = new Client({ name: "test", version: "1.0.0" }, options);
  await client.connect(new StreamableHTTPClientTransport(new URL("/mcp", url)));
  closers.push(() => client.close());
  return client;
}

async function caller(kind: keyof typeof clients, url: string): Promise<Caller> {
  const client = await clients[kind](url);
  return {
    names: async () => (await client.listTools()).tools.map((tool) => tool.name),
    call: (name, args) => client.callTool({ name, arguments: args }),
  };
}

const getJson = async (url: string, path: string) => (await fetch(new URL(path, url))).json();

test.each(Object.keys(clients) as (keyof typeof clients)[])("%s lists and calls every tool", async (kind) => {
  const tools = await start({ databaseUrl });
  const agent = await caller(kind, tools.url);
  expect(await agent.names()).toEqual(["search_web", "lookup_company", "send_email", "query_database"]);

  expect(await agent.call("search_web", { query: "AI governance", limit: 2 })).toMatchObject({
    structuredContent: { query: "AI governance", results: [{ title: expect.stringMatching(/governance/i) }, {}] },
  });
  expect(await agent.call("search_web", { query: "zzyzx" })).toMatchObject({ structuredContent: { results: [] } });
  expect(await agent.call("lookup_company", { domain: "globex.com" })).toMatchObject({
    structuredContent: { name: "Globex Corporation" },
  });
  expect(await agent.call("lookup_company", { domain: "nobody.example" })).toMatchObject({
    isError: true,
    content: [{ text: expect.stringContaining("nobody.example") }],
  });
  expect(await agent.call("send_email", { to: "ann@example.com", subject: "Hi", body: "Hello" })).toMatchObject({
    content: [{ text: expect.stringContaining('"accepted":["ann@example.com"]') }],
  });
  expect(await agent.call("query_database", { query: "SELECT 1 AS one" })).toMatchObject({
    structuredContent: { columns: ["one"], rows: [[1]], truncated: null },
  });
  expect(await getJson(tools.url, "/stats")).toEqual({
    calls: { search_web: 2, lookup_company: 2, send_email: 1, query_database: 1 },
  });
  expect(await getJson(tools.url, "/mail/messages")).toMatchObject({ messages: [{ subject: "Hi", text: "Hello\n" }] });
});

test("every tool is described, required arguments first, and send_email promises no structured answer", async () => {
  const client = await connectV2((await start()).url, {});
  const { tools } = await client.listTools();
  const described = tools.map((tool) => ({
    name: tool.name,
    properties: Object.keys(tool.inputSchema.properties ?? {}),
    required: tool.inputSchema.required,
    readOnly: tool.annotations?.readOnlyHint,
    structured: tool.outputSchema !== undefined,
  }));
  expect(described).toEqual([
    { name: "search_web", properties: ["query", "limit"], required: ["query"], readOnly: true, structured: true },
    { name: "lookup_company", properties: ["domain"], required: ["domain"], readOnly: true, structured: true },
    {
      name: "send_email",
      properties: ["to", "cc", "bcc", "subject", "body"],
      required: ["to", "subject", "body"],
      readOnly: false,
      structured: false,
    },
    { name: "query_database", properties: ["query"], required: ["query"], readOnly: true, structured: true },
  ]);
  for (const tool of tools) {
    expect([tool.title, tool.description].every(Boolean)).toBe(true);
    for (const property of Object.values(tool.inputSchema.properties ?? {})) {
      expect(property).toHaveProperty("description");
    }
  }
});

test("wrong arguments are an error of the call and are not counted", async () => {
  const tools = await start();
  const agent = await caller("SDK v2, 2026-07-28", tools.url);
  expect(await agent.call("send_email", { to: [], subject: "x", body: "x" })).toMatchObject({ isError: true });
  expect(await agent.call("search_web", { query: " " })).toMatchObject({ isError: true });
  expect(await getJson(tools.url, "/stats")).toMatchObject({ calls: { send_email: 0, search_web: 0 } });
});

test("copies and hidden copies arrive, and the hidden ones stand in no header", async () => {
  const sink = await startSmtpSink();
  closers.push(sink.close);
  const agent = await caller("SDK v1", (await start({ smtpUrl: sink.url })).url);
  await agent.call("send_email", {
    to: ["Ann <ann@example.com>", "bob@example.com"],
    cc: "cy@example.com",
    bcc: ["dee@example.com"],
    subject: "Grüße\r\nBcc: eve@example.com",
    body: "line one\nline two",
  });
  const [mail] = await sink.waitForMails(1);
  expect(mail?.envelope.to).toEqual(["ann@example.com", "bob@example.com", "cy@example.com", "dee@example.com"]);
  expect(mail?.raw).not.toContain("dee@example.com");
  expect(mail?.text).toBe("line one\nline two\n");
});

test("a mail server that refuses or is away is an error with its reason", async () => {
  const sink = await startSmtpSink();
  const agent = await caller("SDK v1", (await start({ smtpUrl: sink.url })).url);
  const send = () => agent.call("send_email", { to: "ann@example.com", subject: "x", body: "x" });
  sink.refuseNext(554);
  expect(await send()).toMatchObject({ isError: true, content: [{ text: expect.stringContaining("554") }] });
  await sink.close();
  expect(await send()).toMatchObject({ isError: true, content: [{ text: expect.stringContaining("not sent") }] });
});

test("without a database, query_database is listed and says what is missing", async () => {
  const agent = await caller("SDK v2, 2026-07-28", (await start()).url);
  expect(await agent.call("query_database", { query: "SELECT 1" })).toMatchObject({
    isError: true,
    content: [{ text: expect.stringContaining("DEMO_DATABASE_URL") }],
  });
});

test("delivered mail survives a restart, can be read by id and thrown away", async () => {
  const mailDir = await mkdtemp(join(directory, "kept-"));
  const first = await start({ mailDir });
  const agent = await caller("SDK v1", first.url);
  for (const subject of ["one", "two", "two"]) {
    await agent.call("send_email", { to: "ann@example.com", bcc: "bo@example.com", subject, body: subject });
  }
  const before = (await getJson(first.url, "/mail/messages")) as { messages: { id: string; subject: string }[] };
  expect(before.messages.map((mail) => mail.subject)).toEqual(["two", "two", "one"]);
  for (const close of closers.splice(0).reverse()) await close();

  const { url } = await start({ mailDir });
  expect(await getJson(url, "/mail/messages")).toEqual(before);
  expect(await getJson(url, "/mail/messages?limit=1")).toEqual({ messages: before.messages.slice(0, 1) });
  expect(await getJson(url, `/mail/messages/${before.messages[2]?.id}`)).toMatchObject({
    from: expect.stringContaining("agents@acme.test"),
    to: ["ann@example.com"],
    cc: [],
    bcc: ["bo@example.com"],
    subject: "one",
    text: "one\n",
    html: null,
  });
  expect((await fetch(new URL("/mail/messages/none", url))).status).toBe(404);
  expect((await fetch(new URL("/mail/messages", url), { method: "DELETE" })).status).toBe(204);
  expect(await getJson(url, "/mail/messages")).toEqual({ messages: [] });
  expect(await readdir(mailDir)).toEqual([]);
});

test.each([
  ["GET", "/healthz", 200],
  ["POST", "/healthz", 405],
  ["DELETE", "/stats", 405],
  ["PUT", "/mail/messages", 405],
  ["GET", "/elsewhere", 404],
  ["GET", "/mcp", 405],
])("%s %s answers %i", async (method, path, status) => {
  const { url } = await start();
  expect((await fetch(new URL(path, url), { method })).status).toBe(status);
});

test("a foreign Host or Origin is refused", async () => {
  const { url } = await start();
  expect((await fetch(new URL("/stats", url), { headers: { origin: "https://evil.example" } })).status).toBe(403);
  expect(await statusWithHost(url, "evil.example")).toBe(403);
});

/** fetch does not let a caller choose the Host header. */
function statusWithHost(url: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL("/stats", url), { headers: { host } }, (res) => {
      res.resume();
      resolve(res.statusCode);
    });
    outgoing.once("error", reject).end();
  });
}

test("a port that is taken is told at the start, and nothing is left listening", async () => {
  const running = await start();
  const port = Number(new URL(running.url).port);
  await expect(start({ port })).rejects.toThrow("EADDRINUSE");
});
