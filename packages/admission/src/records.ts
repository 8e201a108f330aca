import type { Redis } from "ioredis";
import { z } from "zod";
import { type HotRedis, isUnavailable } from "./hot-redis.ts";
import { backlogKey, marksKey, recordStream, writtenKey } from "./keys.ts";
import { ReadIds } from "./read-ids.ts";
import { defineScript } from "./script.ts";
import { TRIM } from "./scripts/records.ts";
import type { Unavailable } from "./verdicts.ts";

/** `settled`: a call's own end. `recorded`: nothing was admitted. `orphaned`: its process is gone. `amended`: the late end of an orphan. */
export const RECORD_KINDS = ["settled", "recorded", "orphaned", "amended"] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

export interface StreamedRecord {
  /** `ms-n` by Redis' clock; rises within a shard. */
  readonly streamId: string;
  readonly org: string;
  readonly callId: string;
  readonly sequence: number;
  readonly kind: RecordKind;
  /** JSON of the record, as its gateway wrote it. */
  readonly record: string;
}

export interface ReadRecords {
  readonly shard: number;
  /** Exclusive; `0-0` from the start. */
  readonly after: string;
  readonly count: number;
  /** Waits this long for the first; 0 or absent: not at all. */
  readonly blockMs?: number;
}

/** The stream on which records travel from the gateways to the audit writer. */
export interface Records {
  readRecords(
    from: ReadRecords,
  ): Promise<{ readonly kind: "RECORDS"; readonly records: readonly StreamedRecord[] } | Unavailable>;
  /** Drops everything up to and including `upTo`, once it is in Postgres. */
  trimRecords(shard: number, upTo: string): Promise<{ readonly kind: "TRIMMED"; readonly count: number } | Unavailable>;
  recordBacklog(shard: number): Promise<{ readonly kind: "BACKLOG"; readonly count: number } | Unavailable>;
  /** The highest live sequence of each organization that Redis was told is in Postgres. */
  storedMarks(
    shard: number,
  ): Promise<{ readonly kind: "MARKS"; readonly sequences: ReadonlyMap<string, number> } | Unavailable>;
}

const STREAM_ID = /^(\d{1,16})-(\d{1,19})$/;
const ENTRIES = z.array(z.tuple([z.string(), z.array(z.tuple([z.string(), z.array(z.string())]))])).nullable();
const FIELDS = z.object({
  o: z.string(),
  c: z.string(),
  q: z.coerce.number(),
  k: z.enum(RECORD_KINDS),
  r: z.string(),
});

const TRIM_SCRIPT = defineScript(TRIM);

/** `waiting` gives the connection on which a shard's reader may block. */
export function createRecords(hot: HotRedis, waiting: (shard: number) => Redis): Records {
  const read = new ReadIds();
  return {
    readRecords: async ({ shard, after, count, blockMs = 0 }) => {
      const key = recordStream(shard);
      const reply =
        blockMs > 0
          ? await block(waiting(shard), { key, after, count, blockMs, deadlineMs: hot.settings.deadlineMs })
          : await hot.command((client) => client.xread("COUNT", count, "STREAMS", key, after));
      if (isUnavailable(reply)) return reply;
      const [stream] = ENTRIES.parse(reply) ?? [];
      const records = (stream?.[1] ?? []).map(streamedRecord);
      read.note(shard, records);
      return { kind: "RECORDS", records };
    },
    trimRecords: async (shard, upTo) => {
      const keys = [recordStream(shard), backlogKey(shard), writtenKey(shard), marksKey(shard)];
      const next = idAfter(upTo);
      const shares = [...read.upTo(shard, upTo)].flatMap(([org, { count, sequence }]) => {
        return [org, String(count), String(sequence)];
      });
      return hot.script({ script: TRIM_SCRIPT, keys, args: [next, upTo, ...shares] }, (reply) => ({
        kind: "TRIMMED",
        count: z.number().parse(reply),
      }));
    },
    recordBacklog: async (shard) => {
      const key = recordStream(shard);
      const count = await hot.command((client) => client.xlen(key));
      return isUnavailable(count) ? count : { kind: "BACKLOG", count };
    },
    storedMarks: async (shard) => {
      const key = marksKey(shard);
      const held = await hot.command((client) => client.hgetall(key));
      if (isUnavailable(held)) return held;
      return { kind: "MARKS", sequences: new Map(Object.entries(held).map(([org, mark]) => [org, Number(mark)])) };
    },
  };
}

interface BlockingRead {
  readonly key: string;
  readonly after: string;
  readonly count: number;
  readonly blockMs: number;
  readonly deadlineMs: number;
}

/** A read that waits at the server, for `blockMs` and the deadline on top; past that the connection is made anew. */
async function block(client: Redis, from: BlockingRead): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Unavailable>((resolve) => {
    timer = setTimeout(() => {
      client.disconnect(true);
      resolve({ kind: "UNAVAILABLE", reason: "no answer in time" });
    }, from.blockMs + from.deadlineMs);
  });
  const read = client
    .xread("COUNT", from.count, "BLOCK", from.blockMs, "STREAMS", from.key, from.after)
    .catch((error: unknown): Unavailable => {
      return { kind: "UNAVAILABLE", reason: error instanceof Error ? error.message : String(error) };
    });
  const reply = await Promise.race([read, late]);
  clearTimeout(timer);
  return reply;
}

function streamedRecord([streamId, flat]: [string, string[]]): StreamedRecord {
  const fields: Record<string, string> = {};
  for (let at = 0; at + 1 < flat.length; at += 2) fields[flat[at] ?? ""] = flat[at + 1] ?? "";
  const { o, c, q, k, r } = FIELDS.parse(fields);
  return { streamId, org: o, callId: c, sequence: q, kind: k, record: r };
}

/** The smallest id above `id`. Throws RangeError when it isn't a stream id. */
function idAfter(id: string): string {
  const [, ms, n] = STREAM_ID.exec(id) ?? [];
  if (ms === undefined || n === undefined) throw new RangeError("not a stream id");
  return `${ms}-${BigInt(n) + 1n}`;
}
