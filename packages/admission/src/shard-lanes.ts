import { randomBytes } from "node:crypto";
import type { Redis } from "ioredis";
import type { HotSettings } from "./hot-redis.ts";
import { recordStream, shardTag } from "./keys.ts";
import { Lane } from "./lane.ts";
import { defineScript, runScript, type Script } from "./script.ts";
import { ADMIT } from "./scripts/admit.ts";
import { SETTLE } from "./scripts/settle.ts";

export interface LaneOptions {
  /** How many logical shards there are; organizations name theirs. */
  readonly shards: number;
  /** Settling is retried, idempotently, for this long. Default 10 000. */
  readonly settleDeadlineMs?: number;
  /** How long a settle waits for Redis to be rebuilt before its caller hears that it is being reconciled. Default 8 000. */
  readonly rebuildWaitMs?: number;
  /** Records waiting on a shard's stream above which nothing is admitted. Default 100 000. */
  readonly streamMark?: number;
  /** Of these, how many may be one organization's before it is told to come back. Default half. */
  readonly streamShareMark?: number;
  /** Calls of one organization in flight above which it is told to come back. Default 5 000. */
  readonly inflightMark?: number;
}

/** The lanes of every shard this process has to do with, made on first use. */
export interface ShardLanes {
  /** Throws RangeError on a shard there isn't. */
  admitting(shard: number): Lane;
  settling(shard: number): Lane;
  close(): void;
}

const ADMIT_SCRIPT = defineScript(ADMIT);
const SETTLE_SCRIPT = defineScript(SETTLE);
const STREAM_MARK = 100_000;
const INFLIGHT_MARK = 5_000;
const SETTLE_DEADLINE_MS = 10_000;

export function createShardLanes(client: Redis, options: LaneOptions, hot: HotSettings): ShardLanes {
  const link = watchLink(client, hot.deadlineMs);
  const settings = scriptSettings(options, hot);
  const lanes = new Map<string, Lane>();
  const lane = (script: Script, shard: number, deadlineMs: number): Lane => {
    const name = `${script.sha}${shardTag(shard)}`;
    const known = lanes.get(name);
    if (known) return known;
    if (shard >= options.shards) throw new RangeError(`shard ${shard} of ${options.shards}`);
    const keys = [recordStream(shard)];
    const made = new Lane({
      deadlineMs,
      ...link,
      soon: setImmediate,
      send: (texts, blobs) => runScript(client, { script, keys, args: [settings, `[${texts.join(",")}]`, ...blobs] }),
    });
    lanes.set(name, made);
    return made;
  };
  client.on("ready", () => {
    for (const each of lanes.values()) each.pump();
  });
  return {
    admitting: (shard) => lane(ADMIT_SCRIPT, shard, hot.deadlineMs),
    settling: (shard) => lane(SETTLE_SCRIPT, shard, options.settleDeadlineMs ?? SETTLE_DEADLINE_MS),
    close: () => {
      for (const each of lanes.values()) each.close();
    },
  };
}

/** What every run of a group script is told, as JSON. `owner` names this process: only it may ask again for a call id. */
function scriptSettings(options: LaneOptions, hot: HotSettings): string {
  const { streamMark = STREAM_MARK, inflightMark = INFLIGHT_MARK } = options;
  return JSON.stringify({
    ...hot,
    owner: randomBytes(9).toString("base64url"),
    streamMark,
    shareMark: options.streamShareMark ?? Math.ceil(streamMark / 2),
    inflightMark,
  });
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
