import { z } from "zod";
import { type HotRedis, isUnavailable } from "./hot-redis.ts";
import { keyPart, organizationPrefix, type Place, recordStream, shardTag } from "./keys.ts";
import { defineScript } from "./script.ts";
import { REAP, RENEW } from "./scripts/leases.ts";
import { parseVerdict, type Unavailable } from "./verdicts.ts";

export interface Renewal {
  readonly kind: "RENEWED";
  /** Where each call's lease now ends on this process' monotonic clock; a call that is missing here has lapsed. */
  readonly leaseEndsMonotonicMs: ReadonlyMap<string, number>;
}

export interface Reaped {
  readonly kind: "REAPED";
  readonly calls: readonly { readonly callId: string; readonly streamId: string }[];
  /** True when there may be more: ask again. */
  readonly hasMore: boolean;
}

export interface InFlightCall {
  readonly callId: string;
  readonly leaseUntilMs: number;
  /** JSON of the record that stands for the call while it is out. */
  readonly unknownRecord: string;
}

/** Leases of calls in flight. */
export interface Leases {
  renewLeases(place: Place, callIds: readonly string[], leaseMs: number): Promise<Renewal | Unavailable>;
  /** Records calls whose lease has lapsed as unknown, charged at their reservation; their concurrency is released once. */
  reapLapsed(place: Place): Promise<Reaped | { readonly kind: "COLD" } | Unavailable>;
  /** The calls that are out, for the answer of a kill switch and the reports of the doctor. */
  listInFlight(
    place: Place,
  ): Promise<{ readonly kind: "IN_FLIGHT"; readonly calls: readonly InFlightCall[] } | Unavailable>;
}

const RENEW_SCRIPT = defineScript(RENEW);
const REAP_SCRIPT = defineScript(REAP);
const REAP_AT_ONCE = 100;
const ENDS = z.array(z.number());
const LEASE = z.object({ l: z.number() });

export function createLeases(hot: HotRedis): Leases {
  return {
    renewLeases: async (place, callIds, leaseMs) => {
      const prefix = organizationPrefix(place);
      const sentAt = performance.now();
      const args = [String(Math.floor(leaseMs)), String(hot.settings.graceMs), ...callIds.map(keyPart)];
      return hot.script({ script: RENEW_SCRIPT, keys: [`${prefix}inflight`, `${prefix}leases`], args }, (reply) => {
        const [now = 0, ...ends] = ENDS.parse(reply);
        const leases = new Map<string, number>();
        callIds.forEach((callId, index) => {
          const till = ends[index] ?? 0;
          if (till > 0) leases.set(callId, sentAt + till - now);
        });
        return { kind: "RENEWED", leaseEndsMonotonicMs: leases };
      });
    },
    reapLapsed: async (place) => reapLapsed(hot, place),
    listInFlight: async (place) => {
      const key = `${organizationPrefix(place)}inflight`;
      const held = await hot.command((client) => client.hgetall(key));
      return isUnavailable(held) ? held : { kind: "IN_FLIGHT", calls: Object.entries(held).map(inFlightCall) };
    },
  };
}

function reapLapsed(hot: HotRedis, place: Place): Promise<Reaped | { readonly kind: "COLD" } | Unavailable> {
  organizationPrefix(place);
  const settings = JSON.stringify({ doneMs: hot.settings.doneMs, permitMs: hot.settings.permitMs });
  const items = JSON.stringify([{ o: place.org, b: 0, x: REAP_AT_ONCE }]);
  return hot.script({ script: REAP_SCRIPT, keys: [recordStream(place.shard)], args: [settings, items] }, (reply) => {
    const [word, ...ids] = parseVerdict(z.array(z.unknown()).parse(reply)[0]);
    if (word === "COLD") return { kind: "COLD" };
    if (word !== "OK") return { kind: "UNAVAILABLE", reason: `${shardTag(place.shard)} ${ids.join(" ")}` };
    const calls = ids.flatMap((callId, at) => {
      return at % 2 === 0 ? [{ callId: String(callId), streamId: String(ids[at + 1]) }] : [];
    });
    return { kind: "REAPED", calls, hasMore: calls.length === REAP_AT_ONCE };
  });
}

function inFlightCall([callId, held]: [string, string]): InFlightCall {
  const cut = held.indexOf("\n");
  const header = LEASE.parse(JSON.parse(held.slice(0, cut)));
  return { callId, leaseUntilMs: header.l, unknownRecord: held.slice(cut + 1) };
}
