import { randomBytes } from "node:crypto";
import type { Redis } from "ioredis";
import {
  type AdmitItem,
  admitLaneItem,
  type CheckItem,
  checkLaneItem,
  type RecordItem,
  recordLaneItem,
} from "./admit.ts";
import { type Answers, createAnswers } from "./answers.ts";
import { type AdmissionLogger, connect, whenReady } from "./connection.ts";
import { createHotRedis, type HotSettings } from "./hot-redis.ts";
import { recordStream, shardTag } from "./keys.ts";
import { Lane, type LaneItem } from "./lane.ts";
import { createLeases, type Leases } from "./leases.ts";
import { createLive, type Live } from "./live.ts";
import { createOrganizations, type Organizations } from "./organizations.ts";
import { createPermits, type Permits } from "./permits.ts";
import { createRecords, type Records } from "./records.ts";
import { defineScript, runScript, type Script } from "./script.ts";
import { ADMIT } from "./scripts/admit.ts";
import { SETTLE } from "./scripts/settle.ts";
import { SequencesSeen } from "./sequences-seen.ts";
import { createSessions, type Sessions } from "./sessions.ts";
import { type AmendItem, abandonLaneItem, type SettleItem, settleLaneItem } from "./settle.ts";
import type { AdmitVerdict, CheckVerdict, RecordVerdict, SettleVerdict, Unavailable } from "./verdicts.ts";

export interface AdmissionSettings {
  readonly redisUrl: string;
  /** How many logical shards there are; organizations name theirs. */
  readonly shards: number;
  /** Every answer comes within this. Default 1000. */
  readonly deadlineMs?: number;
  /** Settling is retried, idempotently, for this long. Default 10 000. */
  readonly settleDeadlineMs?: number;
  /** The longest a call may take, waiting streams included. Default one hour. */
  readonly longestCallMs?: number;
  /** Records waiting on a shard's stream above which nothing is admitted. Default 100 000. */
  readonly streamMark?: number;
  /** Of these, how many may be one organization's before it is told to come back. Default half. */
  readonly streamShareMark?: number;
  /** Calls of one organization in flight above which it is told to come back. Default 5 000. */
  readonly inflightMark?: number;
  readonly logger?: AdmissionLogger;
}

/** The door to the hot Redis keys. Answers are values; it throws RangeError only on items out of bounds. */
export interface Admission extends Organizations, Leases, Permits, Answers, Sessions, Records, Live {
  /**
   * Checks version, kills, session, limits and permit at once and, if all agree, reserves and notes the call as in
   * flight. After UNAVAILABLE the call id is spent: what may have been reserved under it is given back.
   */
  admit(item: AdmitItem): Promise<AdmitVerdict>;
  /** For what admits nothing and leaves no record: lists, tickets, heartbeats. */
  check(item: CheckItem): Promise<CheckVerdict>;
  /** For what admits nothing but leaves a record: a denial. Appended once per call id. */
  record(item: RecordItem): Promise<RecordVerdict>;
  /** Ends an admitted call: spend adjusted, concurrency released, record appended, answer kept. Once. */
  settle(item: SettleItem): Promise<SettleVerdict>;
  /** After ORPHANED: appends the late record and moves spend by the difference. Once. */
  amend(item: AmendItem): Promise<SettleVerdict>;
  /** Resolves when Redis is reachable; rejects after `timeoutMs`. */
  ready(timeoutMs: number): Promise<void>;
  close(): Promise<void>;
}

const HOUR_MS = 3_600_000;
const DONE_MS = 15 * 60_000;
const ADMIT_SCRIPT = defineScript(ADMIT);
const SETTLE_SCRIPT = defineScript(SETTLE);

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
  const lanes = createLanes(client, options, settings);
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
    ...createAnswers(hot),
    ...createSessions(hot),
    ...createRecords(hot, reader),
    ...createLive(hot, () => open({ enableOfflineQueue: true, maxRetriesPerRequest: null })),
    ...lanes.calls,
    ready: (timeoutMs) => whenReady(client, timeoutMs),
    close: async () => {
      lanes.close();
      for (const connection of connections) connection.disconnect();
    },
  };
}

type LaneCalls = Pick<Admission, "admit" | "check" | "record" | "settle" | "amend">;

function createLanes(
  client: Redis,
  options: AdmissionSettings,
  hot: HotSettings,
): { calls: LaneCalls; close: () => void } {
  const seen = new SequencesSeen();
  const link = watchLink(client, hot.deadlineMs);
  const { streamMark = 100_000 } = options;
  const scriptSettings = JSON.stringify({
    ...hot,
    owner: randomBytes(9).toString("base64url"),
    streamMark,
    shareMark: options.streamShareMark ?? Math.ceil(streamMark / 2),
    inflightMark: options.inflightMark ?? 5_000,
  });
  const lanes = new Map<string, Lane>();
  const lane = (script: Script, shard: number, deadlineMs: number): Lane => {
    const name = `${script.sha}${shardTag(shard)}`;
    const known = lanes.get(name);
    if (known) return known;
    if (shard >= options.shards) throw new RangeError(`shard ${shard} of ${options.shards}`);
    const made = new Lane({
      deadlineMs,
      ...link,
      send: (texts, blobs) =>
        runScript(client, script, [recordStream(shard)], [scriptSettings, `[${texts.join(",")}]`, ...blobs]),
    });
    lanes.set(name, made);
    return made;
  };
  client.on("ready", () => {
    for (const each of lanes.values()) each.pump();
  });

  const submit = async <V extends { readonly kind: string }>(
    target: Lane,
    item: LaneItem<V>,
  ): Promise<V | Unavailable> => {
    const verdict = await target.submit(item);
    if ("sequence" in verdict && typeof verdict.sequence === "number") seen.raise(item.org, verdict.sequence);
    return verdict;
  };
  const admitting = (shard: number): Lane => lane(ADMIT_SCRIPT, shard, hot.deadlineMs);
  const settling = (shard: number): Lane => lane(SETTLE_SCRIPT, shard, options.settleDeadlineMs ?? 10_000);

  return {
    calls: {
      admit: async (item) => {
        const onLate = (verdict: AdmitVerdict | null): void => {
          // The caller was told no: give back what was, or may have been, reserved for it.
          if (verdict === null || verdict.kind === "OK") void settling(item.shard).submit(abandonLaneItem(item));
        };
        return submit(admitting(item.shard), { ...admitLaneItem(item, seen.of(item.org)), onLate });
      },
      check: async (item) => submit(admitting(item.shard), checkLaneItem(item, seen.of(item.org))),
      record: async (item) => submit(admitting(item.shard), recordLaneItem(item, seen.of(item.org))),
      settle: async (item) => submit(settling(item.shard), settleLaneItem(item, "settle", seen.of(item.org))),
      amend: async (item) => submit(settling(item.shard), settleLaneItem(item, "amend", seen.of(item.org))),
    },
    close: () => {
      for (const each of lanes.values()) each.close();
    },
  };
}

/** What the lanes need to know of the connection. */
function watchLink(client: Redis, deadlineMs: number): { isReady(): boolean; isLost(): boolean; onHung(): void } {
  let downSince: number | null = performance.now();
  client.on("ready", () => {
    downSince = null;
  });
  client.on("close", () => {
    downSince ??= performance.now();
  });
  return {
    isReady: () => client.status === "ready",
    isLost: () => downSince !== null && performance.now() - downSince > deadlineMs,
    onHung: () => client.disconnect(true),
  };
}
