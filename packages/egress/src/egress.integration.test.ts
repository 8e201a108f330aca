import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import type { Dispatcher } from "undici";
import { afterEach, expect, test } from "vitest";
import { createEgress, type Egress } from "./egress.ts";

const servers: Server[] = [];
const pools: Dispatcher[] = [];

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.destroy()));
  await Promise.all(servers.splice(0).map((server) => once(server.close(), "close")));
});

async function listen(server: Server, host = "127.0.0.1"): Promise<number> {
  servers.push(server);
  server.listen(0, host);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

function poolFor(egress: Egress, url: string): Dispatcher {
  const made = egress.poolFor(url);
  if (!made.ok) throw new Error(made.message);
  pools.push(made.pool);
  return made.pool;
}

async function get(pool: Dispatcher): Promise<string> {
  const { body } = await pool.request({ origin: "", path: "/", method: "GET" });
  return body.text();
}

const hosts = (seen: string[]): Server =>
  createServer((req, res) => {
    seen.push(String(req.headers.host));
    res.setHeader("connection", "close").end("ok");
  });

test("a name is resolved once for each connection, and the socket goes to the address that was checked", async () => {
  const seen: string[] = [];
  const port = await listen(hosts(seen));
  const asked: string[] = [];
  const resolve = async (name: string): Promise<string[]> => {
    asked.push(name);
    return ["127.0.0.1"];
  };
  const pool = poolFor(createEgress({ allow: ["127.0.0.0/8"], resolve }), `http://tools.test:${port}/mcp`);
  expect(await get(pool)).toBe("ok");
  expect(asked).toEqual(["tools.test"]);
  expect(seen).toEqual([`tools.test:${port}`]);
});

test("a name that turns to a private address between two connections is refused at the second", async () => {
  const seen: string[] = [];
  const port = await listen(hosts(seen));
  const answers = [["127.0.0.1"], ["10.0.0.1"]];
  const resolve = async (): Promise<string[]> => answers.shift() ?? [];
  const pool = poolFor(createEgress({ allow: ["127.0.0.1/32"], resolve }), `http://tools.test:${port}/`);
  expect(await get(pool)).toBe("ok");
  await expect(get(pool)).rejects.toMatchObject({ code: "egress.address.refused" });
  expect(seen).toHaveLength(1);
});

test.each([
  [["93.184.216.34", "10.0.0.1"], "egress.address.refused"],
  [["::ffff:169.254.169.254"], "egress.address.refused"],
  [["127.0.0.1"], "egress.address.refused"],
  [["not an address"], "egress.host.unresolved"],
  [[], "egress.host.unresolved"],
])("a name at %j is refused as %s", async (addresses, code) => {
  const egress = createEgress({ allow: [], resolve: async () => addresses });
  await expect(get(poolFor(egress, "https://tools.test/"))).rejects.toMatchObject({ code });
  expect(await egress.checkTarget("https://tools.test/")).toMatchObject({ ok: false, code });
});

test("a name at a public address is not reached over plain http, even where another network is allowed", async () => {
  const egress = createEgress({ allow: ["127.0.0.0/8"], resolve: async () => ["93.184.216.34"] });
  await expect(get(poolFor(egress, "http://tools.test/"))).rejects.toMatchObject({ code: "egress.plain.refused" });
});

test("a resolver that fails or never answers is a refusal in time", async () => {
  const failing = createEgress({ allow: [], resolve: () => Promise.reject(new Error("SERVFAIL")) });
  expect(await failing.checkTarget("https://tools.test/")).toMatchObject({ code: "egress.host.unresolved" });
  const silent = createEgress({ allow: [], resolve: () => new Promise(() => {}), connectTimeoutMs: 30 });
  await expect(get(poolFor(silent, "https://tools.test/"))).rejects.toMatchObject({ code: "egress.host.unresolved" });
});

test("the next checked address is tried when the first refuses the connection", async () => {
  const port = await listen(hosts([]), "127.0.0.2");
  const resolve = async (): Promise<string[]> => ["127.0.0.1", "127.0.0.2"];
  expect(await get(poolFor(createEgress({ allow: ["127.0.0.0/8"], resolve }), `http://tools.test:${port}/`))).toBe(
    "ok",
  );
});

test("TLS asks for the certificate of the name, not of the address", async () => {
  const hellos: string[] = [];
  const server = createTcpServer((socket) => {
    socket.once("data", (data) => {
      hellos.push(data.toString("latin1"));
      socket.destroy();
    });
    socket.on("error", () => {});
  });
  const port = await listen(server);
  const egress = createEgress({ allow: ["127.0.0.0/8"], resolve: async () => ["127.0.0.1"] });
  await expect(get(poolFor(egress, `https://tools.test:${port}/`))).rejects.toThrow();
  expect(hellos.join()).toContain("tools.test");
});

test("a redirect is an answer, not a way on", async () => {
  let visits = 0;
  const server = createServer((_req, res) => {
    visits += 1;
    res.writeHead(302, { location: "http://169.254.169.254/" }).end();
  });
  const port = await listen(server);
  const pool = poolFor(createEgress({ allow: ["127.0.0.0/8"] }), `http://127.0.0.1:${port}/`);
  const { statusCode } = await pool.request({ origin: "", path: "/", method: "GET" });
  expect(statusCode).toBe(302);
  expect(visits).toBe(1);
});

test("the platform's own addresses are no target, however they are written", async () => {
  const own = ["https://dash.example.org", "http://127.0.0.1:4601/mcp"];
  const egress = createEgress({ allow: ["127.0.0.0/8", "::1/128"], own, resolve: async () => ["93.184.216.34"] });
  for (const url of [
    "https://dash.example.org/decide/x",
    "https://DASH.example.org.:443/",
    "https://dash.example.org./api/trpc/entry.decideByLink",
    "http://127.1:4601/mcp",
    "http://localhost:4601/mcp",
    "http://[::1]:4601/mcp",
  ]) {
    expect({ url, ...egress.checkUrl(url) }).toMatchObject({ url, code: "egress.own.refused" });
    expect(await egress.checkTarget(url)).toMatchObject({ code: "egress.own.refused" });
    expect(egress.poolFor(url)).toMatchObject({ code: "egress.own.refused" });
  }
  for (const url of ["https://example.org/", "http://127.0.0.1:4602/mcp", "https://dash.example.org:8443/"]) {
    expect({ url, ok: egress.checkUrl(url).ok }).toEqual({ url, ok: true });
  }
});
