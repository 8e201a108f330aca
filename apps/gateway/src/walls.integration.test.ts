import { randomBytes } from "node:crypto";
import { newId } from "@countersign/contracts";
import { type FixtureMcpServer, startFixtureMcpServer } from "@countersign/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROUTES } from "./server/routes.ts";
import { Agent, ticketOf } from "./testing/agent.ts";
import { makeOrganization, type TestOrganization } from "./testing/organization.ts";
import { type Platform, startPlatform, type TestGateway } from "./testing/platform.ts";

const POLICY = `
version: 1
rules:
  - { id: say, agents: ["*"], operations: ["*.echo"], effect: allow }
  - { id: ask, agents: ["*"], operations: ["*.count"], effect: require_approval, approval: { by: [role:owner], expires: 30m } }
`;

/** Everything of an organization that a request can name. */
interface Ids {
  readonly connection: string;
  readonly instance: string;
  readonly ticket: string;
  readonly session: string;
  readonly organizationId: string;
  readonly agentId: string;
  readonly connectionId: string;
  readonly keyId: string;
}

interface Sent {
  readonly status: number;
  /** With the ids that were sent written as their kinds. */
  readonly body: string;
}

type Try = (at: string, key: string, ids: Ids) => Promise<Response>;

const RPC_HEADERS = { "content-type": "application/json", accept: "application/json, text/event-stream" };
const post = (url: string, key: string, body: object, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, ...RPC_HEADERS, ...headers },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, ...body }),
  });
const sendJson = (url: string, key: string, body: object, headers: Record<string, string> = {}) =>
  fetch(url, { method: "POST", headers: { authorization: `Bearer ${key}`, ...headers }, body: JSON.stringify(body) });
const bare = (method: string, url: string, key: string, headers: Record<string, string> = {}) =>
  fetch(url, { method, headers: { authorization: `Bearer ${key}`, accept: "text/event-stream", ...headers } });
const toolCall = (name: string, args: object, meta: object = {}) => {
  return { method: "tools/call", params: { name, arguments: args, _meta: meta } };
};
const query = (ids: Ids) => new URLSearchParams({ ...ids }).toString();

/** What names somebody else's things over one MCP endpoint. */
const mcpTries = (path: (ids: Ids) => string): Record<string, Try> => ({
  "a list": (at, key, ids) => post(`${at}${path(ids)}`, key, { method: "tools/list" }),
  "a call": (at, key, ids) => post(`${at}${path(ids)}`, key, toolCall(`${ids.connection}__echo`, { text: "x" })),
  "a call by its own name": (at, key, ids) => post(`${at}${path(ids)}`, key, toolCall("echo", { text: "x" })),
  "a ticket": (at, key, ids) =>
    post(`${at}${path(ids)}`, key, toolCall("countersign__await_approval", { ticket: ids.ticket })),
  "a withdrawal": (at, key, ids) =>
    post(`${at}${path(ids)}`, key, toolCall("countersign__cancel_approval", { ticket: ids.ticket })),
  "a session's list": (at, key, ids) =>
    post(`${at}${path(ids)}`, key, { method: "tools/list" }, { "mcp-session-id": ids.session }),
  "a session's call": (at, key, ids) =>
    post(`${at}${path(ids)}`, key, toolCall("echo", { text: "x" }), { "mcp-session-id": ids.session }),
  "a session's stream": (at, key, ids) => bare("GET", `${at}${path(ids)}`, key, { "mcp-session-id": ids.session }),
  "a session's end": (at, key, ids) => bare("DELETE", `${at}${path(ids)}`, key, { "mcp-session-id": ids.session }),
  "ids in the query": (at, key, ids) => post(`${at}${path(ids)}?${query(ids)}`, key, { method: "tools/list" }),
  "ids beside the parameters": (at, key, ids) =>
    post(`${at}${path(ids)}`, key, { method: "tools/list", params: { ...ids, _meta: { ...ids } } }),
});

const openTries = (path: (ids: Ids) => string): Record<string, Try> => ({
  "a look": (at, key, ids) => bare("GET", `${at}${path(ids)}?${query(ids)}`, key, { "mcp-session-id": ids.session }),
});

/** For each route of the gateway what is tried on it. A route that isn't here fails the test. */
const TRIES: Readonly<Record<string, Record<string, Try>>> = {
  "/healthz": openTries(() => "/healthz"),
  "/readyz": openTries(() => "/readyz"),
  "/.well-known/oauth-protected-resource": openTries(() => "/.well-known/oauth-protected-resource"),
  "/.well-known/oauth-protected-resource/{resource}": openTries(
    (ids) => `/.well-known/oauth-protected-resource/mcp/${ids.connection}`,
  ),
  "/mcp": mcpTries(() => "/mcp"),
  "/mcp/{connection}": mcpTries((ids) => `/mcp/${ids.connection}`),
  "/v1/approvals/{id}": {
    "a look": (at, key, ids) => bare("GET", `${at}/v1/approvals/${ids.ticket}`, key),
    "a wait": (at, key, ids) => bare("GET", `${at}/v1/approvals/${ids.ticket}?wait=1`, key),
    "a withdrawal": (at, key, ids) => bare("DELETE", `${at}/v1/approvals/${ids.ticket}`, key),
    "ids in the query": (at, key, ids) => bare("GET", `${at}/v1/approvals/${ids.ticket}?${query(ids)}`, key),
  },
  "/v1/decisions": {
    "a call": (at, key, ids) =>
      sendJson(`${at}/v1/decisions`, key, { operation: `${ids.connection}.echo`, arguments: { text: "x" } }),
    "a ticket": (at, key, ids) => sendJson(`${at}/v1/decisions`, key, {}, { "countersign-approval": ids.ticket }),
    "ids in the query": (at, key, ids) =>
      sendJson(`${at}/v1/decisions?${query(ids)}`, key, { operation: `${ids.connection}.count`, arguments: {} }),
  },
  "/v1/decisions/{id}/outcome": {
    "an outcome": (at, key, ids) =>
      sendJson(`${at}/v1/decisions/${ids.ticket}.1/outcome`, key, { status: "succeeded", result: 1 }),
  },
};

describe("P2, P7: the walls around an organization, on every route", () => {
  let platform: Platform;
  let gateway: TestGateway;
  let mine: FixtureMcpServer;
  let theirs: FixtureMcpServer;
  let us: TestOrganization;
  let them: TestOrganization;
  let foreign: Ids;
  let unknown: Ids;

  const nameOf = (): string => `c${randomBytes(6).toString("hex")}`;

  beforeAll(async () => {
    platform = await startPlatform();
    mine = await startFixtureMcpServer();
    theirs = await startFixtureMcpServer();
    gateway = await platform.startGateway({ COUNTERSIGN_TICKET_AFTER_MS: "0" });
    await platform.startWorker();
    const connection = nameOf();
    us = await makeOrganization(platform, { connections: { ours: mine }, policy: POLICY });
    const agents = { victim: ["seven"] };
    them = await makeOrganization(platform, { connections: { [connection]: theirs }, agents, policy: POLICY });
    const victim = them.agent("victim");
    const ticket = ticketOf(await new Agent(gateway.url, victim.key.text).call(`${connection}__count`));
    foreign = {
      connection,
      instance: "seven",
      ticket,
      session: await openSession(victim.key.text),
      organizationId: them.place.org,
      agentId: victim.id,
      connectionId: them.connections[connection] ?? "",
      keyId: victim.key.id,
    };
    unknown = {
      connection: nameOf(),
      instance: "never",
      ticket: newId("approval"),
      session: randomBytes(16).toString("hex"),
      organizationId: newId("organization"),
      agentId: newId("agent"),
      connectionId: newId("connection"),
      keyId: newId("key"),
    };
  });
  afterAll(async () => {
    await platform?.close();
    await Promise.all([mine?.close(), theirs?.close()]);
  });

  async function openSession(key: string): Promise<string> {
    const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "t", version: "1" } };
    const opened = await post(`${gateway.url}/mcp`, key, { method: "initialize", params });
    await opened.text();
    return opened.headers.get("mcp-session-id") ?? "";
  }

  async function send(tried: Try, ids: Ids): Promise<Sent & { readonly ms: number }> {
    const since = performance.now();
    const response = await tried(gateway.url, us.agent().key.text, ids);
    const type = response.headers.get("content-type") ?? "";
    // A stream that opened is an answer already.
    const isOpen = response.status === 200 && type.startsWith("text/event-stream");
    let body = isOpen ? "" : await response.text();
    for (const [kind, id] of Object.entries(ids)) body = body.replaceAll(String(id), kind);
    return { status: response.status, body, ms: performance.now() - since };
  }

  it("every route is tried", () => {
    expect(Object.keys(TRIES).sort()).toEqual(ROUTES.map((route) => route.path).sort());
  });

  const cases = Object.entries(TRIES).flatMap(([path, tries]) =>
    Object.entries(tries).map(([what, tried]) => [path, what, tried] as const),
  );
  it.each(cases)(
    "%s, %s: what another organization has is answered as what nobody has",
    async (_path, _what, tried) => {
      const before = theirs.calls().count;
      const times = { foreign: Number.POSITIVE_INFINITY, unknown: Number.POSITIVE_INFINITY };
      const apart = (): number => Math.abs(times.foreign - times.unknown);
      // The quickest of each is what counts: where a busy machine made one of them slow, more rounds tell.
      for (let round = 0; round < 3 || (round < 20 && apart() > 50); round += 1) {
        const theirsSent = await send(tried, foreign);
        const nobodys = await send(tried, unknown);
        expect({ status: theirsSent.status, body: theirsSent.body }).toEqual({
          status: nobodys.status,
          body: nobodys.body,
        });
        times.foreign = Math.min(times.foreign, theirsSent.ms);
        times.unknown = Math.min(times.unknown, nobodys.ms);
      }
      expect(apart()).toBeLessThanOrEqual(50);
      expect(theirs.calls().count).toBe(before);
    },
  );

  it("nothing of it was touched: the ticket waits, the session lives", async () => {
    expect(await them.approvalState(foreign.ticket)).toBe("pending");
    const headers = { "mcp-session-id": foreign.session };
    const list = await post(`${gateway.url}/mcp`, them.agent("victim").key.text, { method: "tools/list" }, headers);
    expect(list.status).toBe(200);
    expect(await list.text()).toContain(`${foreign.connection}__echo`);
  });

  const FORGED: readonly ((ids: Ids) => Record<string, string>)[] = [
    (ids) => ({ "x-organization-id": ids.organizationId, "x-tenant-id": ids.organizationId }),
    (ids) => ({ "countersign-organization": ids.organizationId, "countersign-agent": ids.agentId }),
    (ids) => ({ "x-agent-id": ids.agentId, "x-user-id": ids.agentId, "x-forwarded-user": ids.agentId }),
    () => ({
      "x-forwarded-for": "203.0.113.9",
      forwarded: "for=203.0.113.9;host=evil.test",
      "x-real-ip": "203.0.113.9",
    }),
    () => ({ "x-forwarded-host": "evil.test", "x-original-url": "/mcp/evil", "x-rewrite-url": "/mcp/evil" }),
    (ids) => ({ cookie: `organization=${ids.organizationId}; agent=${ids.agentId}`, "x-api-key": ids.keyId }),
    () => ({ "x-http-method-override": "DELETE", "x-method-override": "DELETE" }),
    (ids) => ({ "x-upstream": theirs.url, "x-target-url": theirs.url, "countersign-connection": ids.connection }),
    (ids) => ({ "proxy-authorization": `Bearer ${ids.keyId}`, "x-authorization": `Bearer ${ids.keyId}` }),
  ];

  it("who calls comes from the key alone: forged headers, bodies and _meta change nothing", async () => {
    const before = theirs.calls().count;
    const url = `${gateway.url}/mcp`;
    const key = us.agent().key.text;
    const members = {
      ...foreign,
      agent: foreign.agentId,
      principal: { agentId: foreign.agentId },
      tenant: them.place.org,
    };
    const meta = Object.fromEntries(
      Object.entries(members).flatMap(([name, value]) => [
        [name, value],
        [`io.countersign/${name}`, value],
      ]),
    );
    const plain = { method: "tools/call", params: { name: "ours__echo", arguments: { text: "x" } } };
    const sent = [
      post(url, key, plain),
      ...FORGED.map((forge) => post(url, key, plain, forge(foreign))),
      post(url, key, { ...plain, ...members }),
      post(url, key, { ...plain, params: { ...plain.params, ...members } }),
      post(url, key, toolCall("ours__echo", { text: "x" }, meta)),
    ];
    const answers = await Promise.all(sent.map(async (answer) => (await answer).text()));
    const ran = answers.filter((answer) => answer.includes('"text":"x"'));
    expect(ran.length).toBeGreaterThanOrEqual(FORGED.length + 1);
    expect(theirs.calls().count).toBe(before);
    const records = await us.callRecords("echo", ran.length);
    expect(records).toHaveLength(ran.length);
    const { id } = us.agent();
    const principals = new Set(
      records.map(({ principal }) => JSON.stringify({ ...principal, clientName: null, clientVersion: null })),
    );
    const whole = { agentId: id, agentName: "scout", instanceId: null, instanceName: "default", instanceProved: false };
    const rest = { keyId: us.agent().key.id, personId: null, clientName: null, clientVersion: null, ip: "127.0.0.1" };
    expect([...principals]).toEqual([JSON.stringify({ ...whole, ...rest })]);
    expect(await them.approvalState(foreign.ticket)).toBe("pending");
  });
});
