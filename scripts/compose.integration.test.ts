import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startPostgres, startRedis, type TestPostgres, type TestRedis } from "../packages/testkit/src/index.ts";
import { checkout, readCompose, readDockerfile, type Variables } from "./testing/compose-file.ts";

/** Roles belong to the test cluster, so every suite must derive their passwords from the same key. */
const MASTER_KEY = "the same test master key in every suite of a cluster";
const REDIS_PASSWORD = "a-password-of-this-test";
const parts = ["gateway", "worker", "demo-tools", "jobs"];

// Outside of the checkout, so that nothing can be found in its node_modules.
const images = mkdtempSync(path.join(tmpdir(), "countersign-images-"));
const made = mkdtempSync(path.join(tmpdir(), "countersign-seed-"));
const running: ChildProcess[] = [];
let postgres: TestPostgres;
let redis: TestRedis;
let addresses: Variables;

beforeAll(async () => {
  const turbo = path.join(checkout, "node_modules/turbo/bin/turbo");
  const filters = ["gateway", "worker", "demo-tools"].map((name) => `--filter=@countersign/${name}`);
  await finish(checkout, ["node", turbo, "run", "build", "--output-logs=errors-only", ...filters], process.env);
  for (const part of parts)
    await finish(checkout, ["node", "deploy/docker/assemble.mjs", part, path.join(images, part)], process.env);
  postgres = await startPostgres();
  redis = await startRedis();
  await demandPassword(redis.url);
  const database = await postgres.createDatabase();
  const { host, pathname } = new URL(database.url);
  addresses = {
    "postgres://countersign:": database.url,
    "postgres://postgres:5432": `postgres://${host}${pathname}`,
    "redis://:": redis.url.replace("redis://", `redis://:${REDIS_PASSWORD}@`),
  };
}, 120_000);

afterAll(async () => {
  for (const child of running) await end(child);
  await redis?.close();
  await postgres?.close();
  for (const folder of [images, made]) rmSync(folder, { recursive: true, force: true });
});

test("what the images hold migrates, seeds and governs a call, with nothing of the checkout around it", async () => {
  const migrated = await finish(...image("migrate", "jobs"));
  expect(migrated).toContain("applied ");
  expect(await finish(...image("migrate", "jobs"))).toContain("up to date");

  const tools = await listening("demo-tools", /"url":"http:\/\/[^"]*?:(\d+)"/);
  const seedAddress = { DEMO_TOOLS_URL: `http://127.0.0.1:${tools}/mcp`, SEED_DIR: made };
  await finish(...image("seed", "jobs", seedAddress));
  const first = keysMade();
  await finish(...image("seed", "jobs", seedAddress));
  expect(keysMade()).toEqual(first);
  expect(statSync(path.join(made, "demo.json")).mode & 0o777).toBe(0o600);

  const worker = await listening("worker", /"port":(\d+).*worker is up/);
  const gateway = await listening("gateway", /"port":(\d+).*gateway listening/);
  await ready(`http://127.0.0.1:${worker}/readyz`);
  await ready(`http://127.0.0.1:${gateway}/readyz`);
  const answer = await callTool(`http://127.0.0.1:${gateway}/mcp`, first[0] ?? "");
  expect(answer).toContain("distributors");
  expect(answer).not.toContain('isError":true');
  const counts = await (await fetch(`http://127.0.0.1:${tools}/stats`)).text();
  expect(counts).toContain('"search_web":1');
}, 120_000);

test("each process ends by itself when it is asked to", async () => {
  for (const child of running.splice(0)) expect(await end(child)).toBe(0);
}, 30_000);

/** How compose runs a service: folder, command and environment, at the addresses of this test. */
function image(name: string, part: string, change: Variables = {}): [string, readonly string[], NodeJS.ProcessEnv] {
  const secrets = { NEXTAUTH_SECRET: "unused", POSTGRES_PASSWORD: "unused", DEMO_READER_PASSWORD: "unused" };
  const demo = { DEMO_OWNER_PASSWORD: "0123456789abcdef", COUNTERSIGN_EGRESS_ALLOW: "127.0.0.0/8" };
  const compose = readCompose({ ...secrets, ...demo, COUNTERSIGN_MASTER_KEY: MASTER_KEY, REDIS_PASSWORD });
  const service = compose.services[name];
  const dockerfile = readDockerfile(service?.build?.dockerfile ?? "");
  const given = Object.entries(service?.environment ?? {}).map(([key, value]) => {
    const moved = Object.entries(addresses).find(([start]) => value.startsWith(start));
    return [key, moved?.[1] ?? value];
  });
  const free = { HOST: "127.0.0.1", PORT: "0", SMTP_PORT: "0", MAIL_DIR: path.join(images, "mail") };
  const env = { PATH: process.env["PATH"], ...dockerfile.env, ...Object.fromEntries(given), ...free, ...change };
  return [path.join(images, part), service?.command ?? dockerfile.cmd, env];
}

/** Runs a command to its end; what it wrote. Rejects with that when it fails. */
async function finish(cwd: string, command: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn(command[0] ?? "", command.slice(1), { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      said += chunk;
    });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}: ${said}`);
  return said;
}

/** Starts a service for good; its port, once its log tells it. */
async function listening(name: string, awaited: RegExp): Promise<string> {
  const [cwd, command, env] = image(name, name);
  const child = spawn(command[0] ?? "", command.slice(1), { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  running.unshift(child);
  let said = "";
  return new Promise((resolve, reject) => {
    AbortSignal.timeout(20_000).addEventListener("abort", () => reject(new Error(`${name} doesn't listen: ${said}`)));
    child.once("exit", (code) => reject(new Error(`${name} ended with ${code}: ${said}`)));
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => {
        said += chunk;
        const port = awaited.exec(said)?.[1];
        if (port) resolve(port);
      });
  });
}

async function end(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
  return child.exitCode;
}

const ready = (url: string) => expect.poll(async () => (await fetch(url)).status, { timeout: 20_000 }).toBe(200);

/** The agents' keys that the last seed noted. */
function keysMade(): string[] {
  const seeded: { agents: { key: string }[] } = JSON.parse(readFileSync(path.join(made, "demo.json"), "utf8"));
  return seeded.agents.map(({ key }) => key);
}

async function callTool(url: string, key: string): Promise<string> {
  const params = { name: "demo__search_web", arguments: { query: "robot arm distributors" } };
  const answer = await fetch(url, {
    method: "POST",
    headers: {
      authorization: `Bearer ${key}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      host: "localhost:4601",
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params }),
  });
  return answer.text();
}

/** As compose's Redis does from its start. */
async function demandPassword(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(`CONFIG SET requirepass ${REDIS_PASSWORD}\r\n`);
  const [answer] = await once(socket, "data");
  socket.destroy();
  expect(String(answer)).toContain("+OK");
}
