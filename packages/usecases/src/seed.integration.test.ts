import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { loadSnapshot } from "@countersign/db";
import { startRedis, type TestRedis } from "@countersign/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { openStores, type TestStores } from "./approvals/test-organization.ts";

const REPOSITORY = fileURLToPath(new URL("../../..", import.meta.url));
/** The stores' roles have their passwords from this key, in every suite of a cluster. */
const MASTER_KEY = "the same test master key in every suite of a cluster";

const madeSchema = z.object({
  organization: z.object({ id: z.string(), name: z.string() }),
  login: z.object({ email: z.string(), password: z.string() }),
  managementToken: z.string(),
  agents: z.array(
    z.object({ id: z.string(), name: z.string(), key: z.string(), instances: z.array(z.object({ name: z.string() })) }),
  ),
  connections: z.array(z.object({ id: z.string(), name: z.string() })),
});

let stores: TestStores;
let redis: TestRedis;
let folder: string;
let demoToolsUrl: string;
let stopDemoTools: (() => Promise<void>) | undefined;

beforeAll(async () => {
  stores = await openStores();
  redis = await startRedis({ appendonly: false });
  folder = await mkdtemp(join(tmpdir(), "countersign-seed-"));
  const demo = node(["--import", "tsx", "apps/demo-tools/src/main.ts"], {
    PORT: "0",
    SMTP_PORT: "0",
    MAIL_DIR: join(folder, "mail"),
  });
  demoToolsUrl = await new Promise((resolve, reject) => {
    demo.once("exit", () => reject(new Error("the demo tools ended before they were ready")));
    createInterface({ input: demo.stdout }).on("line", (line) => {
      const origin = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
      if (origin) resolve(`${origin}/mcp`);
    });
  });
  stopDemoTools = async () => {
    const ended = once(demo, "exit");
    demo.kill("SIGTERM");
    await ended;
  };
}, 120_000);
afterAll(async () => {
  await stopDemoTools?.();
  await redis.close();
  await stores.close();
  await rm(folder, { recursive: true });
});

function node(args: readonly string[], environment: Readonly<Record<string, string>>) {
  const env = { PATH: process.env["PATH"] ?? "", ...environment };
  return spawn(process.execPath, args, { cwd: REPOSITORY, env, stdio: ["ignore", "pipe", "pipe"] });
}

async function seed(args: readonly string[]): Promise<string> {
  const child = node(["--import", "tsx", "prisma/seed/main.ts", ...args], {
    DATABASE_URL: stores.database.url,
    REDIS_URL: redis.url,
    COUNTERSIGN_MASTER_KEY: MASTER_KEY,
    DEMO_TOOLS_URL: demoToolsUrl,
  });
  let output = "";
  let progress = "";
  child.stdout.on("data", (data) => {
    output += data;
  });
  child.stderr.on("data", (data) => {
    progress += data;
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`the seed ended with ${code}: ${progress}`);
  return output;
}

test("the demo is what the contracts say, and a second run keeps every id, key and password", async () => {
  const first = await seed(["--scenario", "demo"]);
  const made = madeSchema.parse(JSON.parse(first));
  expect(made.organization.name).toBe("acme");
  expect(made.login.email).toBe("owner@acme.test");
  expect(made.agents.map(({ name, instances }) => [name, instances.map((instance) => instance.name)])).toEqual([
    ["sales-research", []],
    ["outreach", ["outreach-7", "outreach-8"]],
  ]);
  const snapshot = await loadSnapshot(stores.db, { organizationId: made.organization.id });
  expect(snapshot?.operations.map((operation) => [operation.name, operation.priceMicros]).sort()).toEqual([
    ["lookup_company", 250_000n],
    ["query_database", 0n],
    ["search_web", 4_000n],
    ["send_email", 1_000n],
  ]);
  expect(snapshot).toMatchObject({ title: "Acme Robotics", policyVersion: 1 });
  const kept = join(folder, "seed.json");
  await writeFile(kept, first);
  expect(await seed(["--scenario", "demo", "--previous", kept])).toBe(first);
  expect(await loadSnapshot(stores.db, { organizationId: made.organization.id })).toEqual(snapshot);
}, 120_000);

test("two tenants are alike in all but their own names, and share no id and no key", async () => {
  const made = z
    .object({ others: z.array(madeSchema).length(1) })
    .and(madeSchema)
    .parse(JSON.parse(await seed(["--scenario", "two-tenants"])));
  const [other] = made.others;
  expect(other?.agents.map((agent) => agent.name)).toEqual(made.agents.map((agent) => agent.name));
  const secrets = [made, other].flatMap((one) => one?.agents.flatMap((agent) => [agent.id, agent.key]) ?? []);
  expect(new Set(secrets).size).toBe(secrets.length);
  const snapshots = await Promise.all(
    [made, other].map((one) => loadSnapshot(stores.db, { organizationId: one?.organization.id ?? "" })),
  );
  expect(snapshots[0]?.shard).toBe(snapshots[1]?.shard);
  expect(snapshots[0]?.policySource).toBe(snapshots[1]?.policySource);
}, 120_000);

test("a scenario nobody knows is refused by name", async () => {
  await expect(seed(["--scenario", "nonsense"])).rejects.toThrow("choose demo, empty, two-tenants");
}, 120_000);
