import { type Admission, createAdmission } from "@countersign/admission";
import { parseSettings, recountSettingsSchema } from "@countersign/contracts";
import { createWorkerDb, deriveRoleUrl, type WorkerDb } from "@countersign/db";
import { readMasterKey } from "@countersign/vault";
import { type CheckpointSigner, localCheckpointSigner } from "@countersign/vault/audit";
import { UsageError } from "./command.ts";

/** The stores that an operator's commands work on. */
export interface Platform {
  readonly db: WorkerDb;
  readonly admission: Admission;
  readonly signer: CheckpointSigner;
}

const READY_MS = 5_000;
const DEADLINE_MS = 10_000;

/**
 * Works on the platform that the environment names, as the worker's role, and closes what it opened. Throws UsageError
 * when no database is named, Error when Redis isn't ready within 5 s.
 */
export async function withPlatform<T>(work: (platform: Platform) => Promise<T>): Promise<T> {
  const settings = parseSettings(recountSettingsSchema, process.env);
  const { DATABASE_URL, DATABASE_WORKER_URL, COUNTERSIGN_MASTER_KEY, REDIS_URL, SHARDS } = settings;
  const workerUrl =
    DATABASE_WORKER_URL ??
    (DATABASE_URL === undefined ? null : deriveRoleUrl(DATABASE_URL, "countersign_worker", COUNTERSIGN_MASTER_KEY));
  if (workerUrl === null) throw new UsageError("set DATABASE_URL or DATABASE_WORKER_URL");
  const db = createWorkerDb({ url: workerUrl, poolSize: 2 });
  const admission = createAdmission({ redisUrl: REDIS_URL, shards: SHARDS, deadlineMs: DEADLINE_MS });
  try {
    await admission.ready(READY_MS);
    const signer = localCheckpointSigner(readMasterKey(COUNTERSIGN_MASTER_KEY));
    return await work({ db, admission, signer });
  } finally {
    await admission.close();
    await db.close();
  }
}
