import { readFileSync } from "node:fs";
import path from "node:path";
import { createAdmission } from "@countersign/admission";
import { createWorkerDb, deriveRoleUrl } from "@countersign/db";
import { beginRestore } from "@countersign/usecases";
import { z } from "zod";
import { UP_VARIABLE } from "./up-file.ts";

const runSchema = z.object({ children: z.array(z.object({ name: z.string(), pid: z.number() })) });
const storesSchema = z.object({ DATABASE_URL: z.string(), REDIS_URL: z.string(), COUNTERSIGN_MASTER_KEY: z.string() });

/**
 * Where the platform under test keeps its data, as its worker was told. Only Linux shows a process' environment; the
 * platform itself gives nobody these secrets.
 */
export function readStores(): z.infer<typeof storesSchema> {
  const folder = path.dirname(process.env[UP_VARIABLE] ?? "");
  const run = runSchema.parse(JSON.parse(readFileSync(path.join(folder, "run.json"), "utf8")));
  const worker = run.children.find((child) => child.name === "worker");
  if (!worker) throw new Error("the platform runs no worker");
  const lines = readFileSync(`/proc/${worker.pid}/environ`, "utf8").split("\0");
  return storesSchema.parse(
    Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)])),
  );
}

/** Closes an organization as a worker does that has found the database taken back to an older state. */
export async function closeByRestore(org: string): Promise<void> {
  const { DATABASE_URL, REDIS_URL, COUNTERSIGN_MASTER_KEY } = readStores();
  const db = createWorkerDb({
    url: deriveRoleUrl(DATABASE_URL, "countersign_worker", COUNTERSIGN_MASTER_KEY),
    poolSize: 1,
  });
  const admission = createAdmission({ redisUrl: REDIS_URL, shards: 1 });
  try {
    await admission.ready(5_000);
    const signs = { seen: { version: 0, sequence: 0 }, kept: null };
    if (!(await beginRestore({ db, admission }, { org, shard: 0 }, signs))) throw new Error("Redis can't be asked");
  } finally {
    await admission.close();
    await db.close();
  }
}
