import { randomBytes } from "node:crypto";
import { type FixtureMcpServer, startFixtureMcpServer } from "@countersign/testkit";
import { setConnectionSecret } from "@countersign/usecases";
import { Secret } from "@countersign/vault";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Agent } from "./testing/agent.ts";
import { dumpOfDatabase, listenToRedis } from "./testing/everything-kept.ts";
import { makeOrganization, type TestOrganization } from "./testing/organization.ts";
import { type Platform, startPlatform } from "./testing/platform.ts";
import type { TestProcess } from "./testing/processes.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const POLICY = `
version: 1
rules:
  - { id: say, agents: [scout], operations: ["*.echo", "*.fail"], effect: allow }
  - { id: ask, agents: [scout], operations: ["*.count"], effect: require_approval, approval: { by: [role:owner], expires: 30m } }
`;

let platform: Platform;
let gateway: TestProcess & { readonly url: string };
let worker: TestProcess;
let organization: TestOrganization;
let fixture: FixtureMcpServer;
const upstreamSecret = canary();

function canary(): string {
  return `cnry${randomBytes(12).toString("hex")}`;
}

beforeAll(async () => {
  platform = await startPlatform();
  fixture = await startFixtureMcpServer({ bearer: upstreamSecret });
  gateway = await platform.startGatewayProcess({ LOG_LEVEL: "debug", COUNTERSIGN_TICKET_AFTER_MS: "0" });
});
afterAll(async () => {
  await platform?.close();
  await fixture?.close();
});

/** Sends what no agent would, and answers what came back, head and body. */
async function send(path: string, headers: Readonly<Record<string, string>>, body: string): Promise<string> {
  const all = { "content-type": "application/json", accept: "application/json, text/event-stream", ...headers };
  const response = await fetch(`${gateway.url}${path}`, { method: "POST", headers: all, body });
  return `${JSON.stringify([...response.headers])}${await response.text()}`;
}

const logs = () => `${gateway.log()}${worker.log()}`;

describe("P52: no secret in records, logs, errors, jobs or stores", () => {
  it("of 200 canaries in credentials none comes out anywhere; arguments are kept in records and approvals alone", async () => {
    const redis = await listenToRedis(platform.redis.url);
    const open = await startFixtureMcpServer();
    organization = await makeOrganization(platform, { connections: { fixture: open, sealed: open }, policy: POLICY });
    const { deps, change, connections } = organization;
    const secrets = Array.from({ length: 10 }, canary);
    const answers: string[] = [];
    const target = { ...change, connectionId: connections["sealed"] ?? "" };
    await organization.move("sealed", fixture.url);
    for (const secret of [...secrets, upstreamSecret]) {
      const set = await setConnectionSecret(deps, { ...target, secret: { kind: "bearer", value: new Secret(secret) } });
      expect(set.ok).toBe(true);
    }
    worker = await platform.startWorker();
    const list = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list", params: {} });
    const places: ((text: string) => Promise<string>)[] = [
      (text) => send("/mcp", { authorization: `Bearer csk_${text}` }, list),
      (text) => send("/mcp", { authorization: `Bearer ${text}` }, list),
      (text) => send("/mcp", { authorization: `Basic ${text}` }, list),
      (text) => send("/mcp", { "countersign-key": text }, list),
      (text) => send("/mcp", { cookie: `session=${text}` }, list),
      (text) => send("/mcp", { "x-api-key": text, "proxy-authorization": text }, list),
      (text) => send(`/mcp?key=${text}`, {}, list),
      (text) => send(`/${text}/mcp`, {}, list),
      (text) => send("/mcp", { ...authorized(), cookie: text, "x-api-key": text }, list),
      (text) => send("/mcp", authorized(), `{"token":"${text}`),
    ];
    for (const place of places) {
      for (let count = 0; count < 19; count++) {
        const text = canary();
        secrets.push(text);
        answers.push(await place(text));
      }
    }
    secrets.push(upstreamSecret, keySecret(organization.agent().key.text));
    const agent = new Agent(gateway.url, organization.agent().key.text);
    const args = Array.from({ length: 20 }, canary);
    for (const text of args) await agent.call("fixture__echo", { text });
    const sealed = await agent.call("sealed__echo", { text: "presented" });
    expect(sealed.text).toBe("presented");
    answers.push(sealed.body);
    await agent.call("fixture__count", {});
    await organization.callRecords("fixture.echo", args.length);

    expect(secrets.length).toBeGreaterThanOrEqual(200);
    const dump = await dumpOfDatabase(platform.ownerUrl);
    redis.stop();
    await open.close();
    expect(found(secrets, answers.join("\n"))).toEqual([]);
    expect(found([...secrets, ...args], logs())).toEqual([]);
    expect(found(secrets, redis.heard())).toEqual([]);
    for (const [table, rows] of dump) {
      const kept = ["audit_records", "approvals"].includes(table) ? secrets : [...secrets, ...args];
      expect({ table, found: found(kept, rows) }).toEqual({ table, found: [] });
    }
    // The dump is of the right database, and the listener heard: arguments stand where they are kept.
    expect(found(args, dump.get("audit_records") ?? "")).toHaveLength(args.length);
    expect(found(args, redis.heard())).toHaveLength(args.length);
    const jobs = redis
      .heard()
      .split("\n")
      .filter((line) => line.includes('"bull:') || line.includes("PUBLISH"));
    expect(found([...secrets, ...args], jobs.join("\n"))).toEqual([]);
  });
});

function found(canaries: readonly string[], text: string): string[] {
  return canaries.filter((one) => text.includes(one));
}

function authorized(): { authorization: string } {
  return { authorization: `Bearer ${organization.agent().key.text}` };
}

/** The secret part of a key's text; the rest names the key. */
function keySecret(text: string): string {
  return text.slice(-49, -6);
}

/** What ends lines, moves cursors, turns text round or forges rows. */
const HOSTILE = `x\r\n{"level":"fatal","msg":"FORGED"}\n\u001b[31mred\u001b]0;t\u0007\u0000\u0008\u007f\u0085\u009b\u2028\u2029\u202e\u2066`;
const OBEYED = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;

describe("P53: nothing that is logged can forge a line or move a cursor", () => {
  it("hostile text in every field leaves whole lines of JSON without a raw control character", async () => {
    const agent = new Agent(gateway.url, organization.agent().key.text);
    const call = (method: string, params: object) =>
      send("/mcp", authorized(), JSON.stringify({ jsonrpc: "2.0", id: HOSTILE, method, params }));
    const before = logs().length;
    await call(HOSTILE, {});
    await call("tools/call", { name: HOSTILE, arguments: {} });
    await call("tools/call", { name: "fixture__echo", arguments: { [HOSTILE]: HOSTILE, text: HOSTILE } });
    await call("initialize", { clientInfo: { name: HOSTILE, version: HOSTILE }, protocolVersion: HOSTILE });
    await agent.call("sealed__fail", {}, { meta: { [HOSTILE]: HOSTILE } });
    await agent.call("sealed__echo", { text: HOSTILE });
    await agent.claim(HOSTILE);
    await send(`/${encodeURIComponent(HOSTILE)}?${encodeURIComponent(HOSTILE)}`, authorized(), HOSTILE);
    for (const header of [
      "countersign-instance",
      "idempotency-key",
      "user-agent",
      "mcp-session-id",
      "origin",
      "x-forwarded-for",
    ]) {
      await send("/mcp", { ...authorized(), [header]: "x\u0085\u009b[31m" }, "{}");
    }
    const open = new Agent(gateway.url, organization.agent().key.text);
    await open.names();
    await vi.waitFor(() => expect(logs().length).toBeGreaterThanOrEqual(before));
    const text = logs();
    expect(text.match(OBEYED)).toBeNull();
    for (const line of text.split("\n").filter((one) => one !== "")) {
      const entry: unknown = JSON.parse(line);
      expect(entry).toMatchObject({
        level: expect.stringMatching(/^(debug|info|warn|error)$/),
        name: expect.any(String),
      });
    }
  });
});
