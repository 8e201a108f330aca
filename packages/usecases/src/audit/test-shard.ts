import { type Admission, createAdmission } from "@countersign/admission";
import { takeWriterLease } from "@countersign/db/audit";
import { startRedis } from "@countersign/testkit";
import { Redis } from "ioredis";
import { openStores, type TestStores } from "../approvals/test-organization.ts";
import { writeRecords } from "./write-records.ts";

/** One shard whose Redis can be looked into, and whose records are written when a test says so. */
export interface TestShard {
  readonly stores: TestStores;
  readonly admission: Admission;
  readonly inspector: Redis;
  /** Brings what is on the stream into Postgres, as the worker does. */
  write(): Promise<void>;
  close(): Promise<void>;
}

/** Throws Error when somebody else holds the shard. */
export async function openShard(): Promise<TestShard> {
  const stores = await openStores();
  const redis = await startRedis({ appendonly: false });
  const admission = createAdmission({ redisUrl: redis.url, shards: 1, deadlineMs: 2_000 });
  await admission.ready(5_000);
  const inspector = new Redis(redis.url);
  const lease = await takeWriterLease(stores.workerUrl, 0);
  if (!lease) throw new Error("somebody holds the shard");
  const writer = { db: stores.worker, shard: 0, fence: lease.fence };
  let position = lease.position;
  const write = async (): Promise<void> => {
    const read = await admission.readRecords({ shard: 0, after: position, count: 1_000 });
    if (read.kind !== "RECORDS" || read.records.length === 0) return;
    const items = read.records.map(({ streamId, org, callId, sequence, kind, record }) => {
      return { streamId, sequence, organizationId: org, source: streamId, origin: kind, callId, raw: record };
    });
    const written = await writeRecords(writer, position, items);
    if (written.kind !== "WRITTEN") throw new Error(written.kind);
    position = written.position;
    await admission.trimRecords(0, position);
  };
  const close = async (): Promise<void> => {
    await lease.release();
    inspector.disconnect();
    await admission.close();
    await redis.close();
    await stores.close();
  };
  return { stores, admission, inspector, write, close };
}
