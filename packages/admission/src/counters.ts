import { z } from "zod";
import { type HotRedis, isUnavailable } from "./hot-redis.ts";
import { organizationPrefix, type Place, recordStream } from "./keys.ts";
import { counterKey, type LimitIdentity } from "./limits.ts";
import { RECORD_KINDS, type RecordKind } from "./records.ts";
import { defineScript } from "./script.ts";
import { MEND_COUNTERS, READ_COUNTERS } from "./scripts/counters.ts";
import type { Unavailable } from "./verdicts.ts";

/** One counter, or the calls that run under one limit of concurrency. */
export interface HeldCounter {
  readonly key: string;
  /** As it stands; empty where there is none. A counter holds decimal digits. */
  readonly value: string;
  /** UTC ms at which its window ends; null where it never does, or there is no such counter. */
  readonly windowEndMs: number | null;
  /** Calls that take part, where it counts calls at once. */
  readonly callIds: readonly string[];
}

/** What a call that is out has reserved. */
export interface HeldCall {
  readonly callId: string;
  readonly leaseUntilMs: number;
  /** Micro-USD by counter. */
  readonly spend: readonly (readonly [key: string, micros: bigint])[];
  readonly counted: readonly string[];
  readonly concurrent: readonly string[];
}

export interface WaitingRecord {
  readonly streamId: string;
  readonly kind: RecordKind;
  readonly record: string;
}

/** Everything the counters of an organization follow from, at one instant of Redis. */
export interface HeldCounters {
  readonly kind: "COUNTERS";
  readonly isOpen: boolean;
  /** The last id that the shard's stream gave out: what the ledger holds may go no further. */
  readonly lastStreamId: string;
  readonly counters: readonly HeldCounter[];
  readonly calls: readonly HeldCall[];
  readonly waiting: readonly WaitingRecord[];
}

export interface CounterMending {
  readonly counters: readonly { readonly key: string; readonly by: bigint; readonly windowEndMs: number | null }[];
  /** Calls that a limit of concurrency counts and that don't run. */
  readonly ended: readonly { readonly key: string; readonly callId: string }[];
  /** Calls that run and aren't counted. */
  readonly running: readonly { readonly key: string; readonly callId: string; readonly leaseUntilMs: number }[];
}

/** Counters as a whole, for who counts them again. Not on the path of calls. */
export interface Counters {
  /** The key of a counter, as the ledger's parts of its identity give it. */
  counterKeyOf(place: Place, limit: LimitIdentity & { kind: "calls" | "spend" }, windowId: string): string;
  /** Keys of all counters there are now. */
  findCounters(place: Place): Promise<{ readonly kind: "FOUND"; readonly keys: readonly string[] } | Unavailable>;
  readCounters(place: Place, keys: readonly string[]): Promise<HeldCounters | { readonly kind: "BUSY" } | Unavailable>;
  mendCounters(place: Place, mending: CounterMending): Promise<{ readonly kind: "MENDED" | "COLD" } | Unavailable>;
}

const READ_SCRIPT = defineScript(READ_COUNTERS);
const MEND_SCRIPT = defineScript(MEND_COUNTERS);
/** More records than that on the stream are too many to look through while calls wait. */
const MOST_WAITING = 5_000;
const SCANNED_AT_ONCE = 1_000;

const HELD = z.union([
  z.tuple([z.literal("BUSY")]),
  z.tuple([
    z.literal("COUNTERS"),
    z.number(),
    z.string(),
    z.array(z.string()),
    z.array(z.number()),
    z.array(z.array(z.string())),
    z.array(z.string()),
    z.array(z.string()),
  ]),
]);
const ENTRY = z.object({
  l: z.number(),
  s: z.union([z.array(z.tuple([z.string(), z.string()])), z.object({})]),
  n: z.union([z.array(z.string()), z.object({})]),
  z: z.union([z.array(z.string()), z.object({})]),
});

export function createCounters(hot: HotRedis): Counters {
  return {
    counterKeyOf: counterKey,
    findCounters: (place) => findCounters(hot, place),
    readCounters: async (place, keys) => {
      const prefix = organizationPrefix(place);
      const scriptKeys = [`${prefix}open`, `${prefix}inflight`, recordStream(place.shard)];
      const args = [place.org, String(MOST_WAITING), ...keys];
      return hot.script({ script: READ_SCRIPT, keys: scriptKeys, args }, (reply) => {
        const read = HELD.parse(reply);
        if (read[0] === "BUSY") return { kind: "BUSY" };
        const [, isOpen, lastStreamId, values, ends, members, inFlight, waiting] = read;
        const counters = keys.map((key, at): HeldCounter => {
          const endsAt = ends[at] ?? -1;
          const windowEndMs = endsAt > 0 ? endsAt - hot.settings.graceMs : null;
          return { key, value: values[at] ?? "", windowEndMs, callIds: members[at] ?? [] };
        });
        const calls = inPairs(inFlight).map(([callId, held]) => heldCall(callId, held));
        return { kind: "COUNTERS", isOpen: isOpen === 1, lastStreamId, counters, calls, waiting: waitingOf(waiting) };
      });
    },
    mendCounters: async (place, { counters, ended, running }) => {
      const prefix = organizationPrefix(place);
      const args = [
        counters.map(({ key, by, windowEndMs }) => {
          return [key, by.toString(), windowEndMs === null ? 0 : windowEndMs + hot.settings.graceMs];
        }),
        ended.map(({ key, callId }) => [key, callId]),
        running.map(({ key, callId, leaseUntilMs }) => [key, callId, leaseUntilMs]),
      ].map((list) => JSON.stringify(list));
      const keys = [`${prefix}open`, `${prefix}inflight`];
      return hot.script({ script: MEND_SCRIPT, keys, args: [...args, String(hot.settings.graceMs)] }, (reply) => ({
        kind: reply === "MENDED" ? "MENDED" : "COLD",
      }));
    },
  };
}

async function findCounters(
  hot: HotRedis,
  place: Place,
): Promise<{ readonly kind: "FOUND"; readonly keys: readonly string[] } | Unavailable> {
  const prefix = organizationPrefix(place);
  const found = new Set<string>();
  let cursor = "0";
  do {
    // The braces of the shard mean nothing in a pattern; ids hold no character that does.
    const page = await hot.command((client) => client.scan(cursor, "MATCH", `${prefix}*`, "COUNT", SCANNED_AT_ONCE));
    if (isUnavailable(page)) return page;
    const [next, keys] = page;
    cursor = next;
    for (const key of keys) {
      const part = key.slice(prefix.length);
      if (part.startsWith("limit:") || part.startsWith("conc:")) found.add(key);
    }
  } while (cursor !== "0");
  return { kind: "FOUND", keys: [...found] };
}

function heldCall(callId: string, held: string): HeldCall {
  const entry = ENTRY.parse(JSON.parse(held.slice(0, held.indexOf("\n"))));
  // An empty list is an empty object as Lua writes JSON.
  const spend = Array.isArray(entry.s) ? entry.s.map(([key, micros]) => [key, BigInt(micros)] as const) : [];
  const keysOf = (list: string[] | object): readonly string[] => (Array.isArray(list) ? list : []);
  return { callId, leaseUntilMs: entry.l, spend, counted: keysOf(entry.n), concurrent: keysOf(entry.z) };
}

function inPairs(flat: readonly string[]): [string, string][] {
  return flat.flatMap((text, at): [string, string][] => (at % 2 === 0 ? [[text, flat[at + 1] ?? ""]] : []));
}

function waitingOf(flat: readonly string[]): WaitingRecord[] {
  return flat.flatMap((streamId, at): WaitingRecord[] => {
    if (at % 3 !== 0) return [];
    const kind = RECORD_KINDS.find((known) => known === flat[at + 1]);
    return kind ? [{ streamId, kind, record: flat[at + 2] ?? "" }] : [];
  });
}
