import type { Redis } from "ioredis";
import { type Answers, createAnswers } from "./answers.ts";
import { type AdmissionLogger, connect, whenReady } from "./connection.ts";
import { type Counters, createCounters } from "./counters.ts";
import { createFirstUse, type FirstUse } from "./first-use.ts";
import { createGroupedCalls, type GroupedCalls } from "./grouped-calls.ts";
import { createHotRedis, type HotSettings } from "./hot-redis.ts";
import { createIdempotency, type Idempotency } from "./idempotency.ts";
import { Keeper } from "./keeper.ts";
import { createLabels, type Labels } from "./labels.ts";
import { createLeases, type Leases } from "./leases.ts";
import { createLive, type Live } from "./live.ts";
import { createOrganizations, type Organizations } from "./organizations.ts";
import { createPermits, type Permits } from "./permits.ts";
import { createRecords, type Records } from "./records.ts";
import { SequencesSeen } from "./sequences-seen.ts";
import { createSessions, type Sessions } from "./sessions.ts";
import { createShardLanes, type LaneOptions } from "./shard-lanes.ts";

export interface AdmissionSettings extends LaneOptions {
  readonly redisUrl: string;
  /** Every answer comes within this. Default 1000. */
  readonly deadlineMs?: number;
  /** The longest a call may take, waiting streams included. Default one hour. */
  readonly longestCallMs?: number;
  readonly logger?: AdmissionLogger;
}

/** The door to the hot Redis keys. Answers are values; it throws RangeError only on items out of bounds. */
export interface Admission
  extends GroupedCalls,
    Organizations,
    Leases,
    Permits,
    Idempotency,
    Answers,
    Sessions,
    Labels,
    Records,
    Counters,
    FirstUse,
    Live {
  /** Resolves when Redis is reachable; rejects after `timeoutMs`. */
  ready(timeoutMs: number): Promise<void>;
  close(): Promise<void>;
}

const HOUR_MS = 3_600_000;
const DONE_MS = 15 * 60_000;
const KEEPER_MS = 250;
const REBUILD_WAIT_MS = 8_000;
const KEPT_BYTES = 64 * 1024 * 1024;

/** Builds the one admission of a process. Connects at once; `ready` says when. */
export function createAdmission(options: AdmissionSettings): Admission {
  const { logger, deadlineMs = 1000, longestCallMs = HOUR_MS } = options;
  const settings: HotSettings = {
    deadlineMs,
    graceMs: longestCallMs + HOUR_MS,
    doneMs: longestCallMs + DONE_MS,
    permitMs: longestCallMs + 24 * HOUR_MS,
  };
  const connections: Redis[] = [];
  const open = (more: Parameters<typeof connect>[1]): Redis => {
    const client = connect(options.redisUrl, more, logger);
    connections.push(client);
    return client;
  };
  const client = open({});
  const hot = createHotRedis(client, settings);
  const lanes = createShardLanes(client, options, settings);
  const seen = new SequencesSeen();
  const keeper = new Keeper({
    hot,
    seen,
    everyMs: KEEPER_MS,
    maxBytes: KEPT_BYTES,
    warn: (fields, message) => logger?.warn(fields, message),
  });
  const readers = new Map<number, Redis>();
  const reader = (shard: number): Redis => {
    const known = readers.get(shard) ?? open({ enableOfflineQueue: true, maxRetriesPerRequest: 1 });
    readers.set(shard, known);
    return known;
  };

  return {
    ...createOrganizations(hot),
    ...createLeases(hot),
    ...createPermits(hot),
    ...createIdempotency(hot),
    ...createAnswers(hot),
    ...createSessions(hot),
    ...createLabels(hot),
    ...createCounters(hot),
    ...createFirstUse(hot),
    ...createRecords(hot, reader),
    ...createLive(hot, () => open({ enableOfflineQueue: true, maxRetriesPerRequest: null })),
    ...createGroupedCalls({ lanes, seen, keeper, rebuildWaitMs: options.rebuildWaitMs ?? REBUILD_WAIT_MS }),
    ready: (timeoutMs) => whenReady(client, timeoutMs),
    close: async () => {
      keeper.close();
      lanes.close();
      for (const connection of connections) connection.disconnect();
    },
  };
}
