import { z } from "zod";
import type { AdmitItem } from "./admit.ts";
import { type HotRedis, isUnavailable } from "./hot-redis.ts";
import { keyPart, organizationPrefix, type Place, permitKey, recordStream, writtenKey } from "./keys.ts";
import { defineScript } from "./script.ts";
import { RESEND } from "./scripts/resend.ts";
import type { SequencesSeen } from "./sequences-seen.ts";
import { type Admitted, numberAt, parseVerdict, textAt } from "./verdicts.ts";

/** Something this process knows and Redis may lose before Postgres has it. */
interface Held {
  readonly place: Place;
  readonly callId: string;
  readonly kind: "flight" | "settled" | "recorded" | "amended";
  readonly record: string;
  /** Of a flight: what Redis noted of it, its permit and its lease. */
  readonly entry?: string;
  readonly permit?: string;
  readonly leaseMs?: number;
  /** Where its record stands on the stream; empty while it has none there. */
  streamId: string;
  /** A sequence of the life of Redis in which it is known to be there. */
  sequence: number;
}

export interface KeeperOptions {
  readonly hot: HotRedis;
  readonly seen: SequencesSeen;
  /** How often what is held is compared with Redis, ms. */
  readonly everyMs: number;
  /** Ended calls held at most, bytes of their records; the oldest go first. */
  readonly maxBytes: number;
  readonly warn: (fields: Record<string, unknown>, message: string) => void;
}

const RESEND_SCRIPT = defineScript(RESEND);
const ORGANIZATIONS_AT_ONCE = 200;
const RESEND_AT_ONCE = 64;
const LOOKED = z.array(z.string().nullable());
const RESENT = z.array(z.unknown());

/**
 * The memory of a gateway: its calls in flight, and the records it wrote until they are known to be in Postgres. When
 * Redis has lost something, it puts back what is missing.
 */
export class Keeper {
  readonly #options: KeeperOptions;
  readonly #held = new Map<string, Map<string, Held>>();
  #bytes = 0;
  #timer: NodeJS.Timeout | null = null;
  #isLooking = false;
  #isClosed = false;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** A call is out. */
  flying(item: AdmitItem, admitted: Admitted): void {
    this.#hold({
      place: { org: item.org, shard: item.shard },
      callId: item.callId,
      kind: "flight",
      record: item.unknownRecord,
      entry: admitted.entry,
      leaseMs: item.leaseMs,
      ...(item.permit && { permit: permitKey(item, item.permit.approvalId, item.permit.attempt) }),
      streamId: "",
      sequence: admitted.sequence,
    });
  }

  /** A record was appended to the stream; the call, if it was out, is out no more. */
  ended(
    item: Place & { readonly callId: string; readonly record: string },
    at: { readonly kind: Held["kind"]; readonly streamId: string; readonly sequence: number },
  ): void {
    const { org, shard, callId, record } = item;
    this.#hold({ place: { org, shard }, callId, record, ...at });
  }

  /** The call needs nothing more of this process. */
  forget(place: Place, callId: string): void {
    const of = this.#held.get(place.org);
    const held = of?.get(callId);
    if (!of || !held) return;
    of.delete(callId);
    if (held.kind !== "flight") this.#bytes -= held.record.length;
    if (of.size === 0) this.#held.delete(place.org);
  }

  /** How many calls and records are held. */
  get size(): number {
    let size = 0;
    for (const of of this.#held.values()) size += of.size;
    return size;
  }

  /** Puts one call back if Redis has lost it. True when it had. */
  async putBack(place: Place, callId: string): Promise<boolean> {
    const held = this.#held.get(place.org)?.get(callId);
    return held !== undefined && (await this.#resend(place.shard, [held])) > 0;
  }

  close(): void {
    this.#isClosed = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#held.clear();
  }

  #hold(held: Held): void {
    if (this.#isClosed) return;
    this.forget(held.place, held.callId);
    const of = this.#held.get(held.place.org) ?? new Map<string, Held>();
    of.set(held.callId, held);
    this.#held.set(held.place.org, of);
    if (held.kind !== "flight") {
      this.#bytes += held.record.length;
      if (this.#bytes > this.#options.maxBytes) this.#dropOldest(of);
    }
    this.#timer ??= setTimeout(() => void this.#look(), this.#options.everyMs).unref();
  }

  #dropOldest(of: ReadonlyMap<string, Held>): void {
    for (const held of of.values()) {
      if (held.kind === "flight") continue;
      this.#options.warn({ organizationId: held.place.org }, "a record is kept no longer: too many wait for Postgres");
      this.forget(held.place, held.callId);
      return;
    }
  }

  async #look(): Promise<void> {
    this.#timer = null;
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      const places = new Map<number, Place[]>();
      for (const [org, of] of this.#held) {
        const shard = of.values().next().value?.place.shard ?? 0;
        const known = places.get(shard);
        if (known) known.push({ org, shard });
        else places.set(shard, [{ org, shard }]);
      }
      for (const [shard, all] of places) {
        for (let at = 0; at < all.length; at += ORGANIZATIONS_AT_ONCE) {
          await this.#compare(shard, all.slice(at, at + ORGANIZATIONS_AT_ONCE));
        }
      }
    } finally {
      this.#isLooking = false;
    }
    if (this.#held.size > 0 && !this.#isClosed) {
      this.#timer ??= setTimeout(() => void this.#look(), this.#options.everyMs).unref();
    }
  }

  /** Read at one instant: what of these organizations Redis holds, and how far Postgres has come. */
  async #compare(shard: number, places: readonly Place[]): Promise<void> {
    const keys = places.flatMap((place) => {
      const prefix = organizationPrefix(place);
      return [`${prefix}open`, `${prefix}base`, `${prefix}seq`];
    });
    const read = await this.#options.hot.command((client) => client.mget(writtenKey(shard), ...keys));
    if (isUnavailable(read)) return;
    const [written, ...states] = LOOKED.parse(read);
    for (const [index, place] of places.entries()) {
      const [open, base, seq] = states.slice(index * 3, index * 3 + 3);
      const life = Number(base ?? 0);
      const isWhole = open !== null && seq !== null && Number(seq) >= this.#options.seen.of(place.org);
      const held = [...(this.#held.get(place.org)?.values() ?? [])];
      const doubtful = isWhole ? held.filter((each) => each.sequence < life) : held;
      if (doubtful.length > 0) await this.#resend(shard, doubtful);
      if (!isWhole || typeof written !== "string") continue;
      for (const each of held) {
        const isStored = each.kind !== "flight" && each.sequence >= life && !isAfter(each.streamId, written);
        if (isStored && this.#held.get(place.org)?.get(each.callId) === each) this.forget(place, each.callId);
      }
    }
  }

  /** Idempotent. Answers how many of them Redis had lost. */
  async #resend(shard: number, held: readonly Held[]): Promise<number> {
    let back = 0;
    for (let at = 0; at < held.length; at += RESEND_AT_ONCE) {
      const group = held.slice(at, at + RESEND_AT_ONCE);
      const items = group.map(({ place, callId, kind, permit, leaseMs }) => {
        return { o: place.org, c: keyPart(callId), k: kind, b: 2, ...(permit && { t: permit }), d: leaseMs ?? 0 };
      });
      const { doneMs, permitMs } = this.#options.hot.settings;
      const args = [JSON.stringify({ doneMs, permitMs }), JSON.stringify(items)];
      for (const { record, entry } of group) args.push(record, entry ?? "");
      const keys = [recordStream(shard)];
      const reply = await this.#options.hot.script({ script: RESEND_SCRIPT, keys, args }, (each) => RESENT.parse(each));
      if (isUnavailable(reply)) return back;
      group.forEach((each, index) => {
        const verdict = parseVerdict(reply[index]);
        if (verdict[0] !== "KNOWN" && verdict[0] !== "BACK") return;
        if (verdict[0] === "BACK") back += 1;
        if (each.kind !== "flight") each.streamId = textAt(verdict, 1) || each.streamId;
        each.sequence = numberAt(verdict, 2);
      });
    }
    if (back > 0) this.#options.warn({ shard, back }, "Redis had lost calls of this gateway; they were put back");
    return back;
  }
}

/** Ids are two decimal numbers without leading zeros, so the longer is the larger. Run over all that is held: no BigInt. */
function isAfter(streamId: string, than: string): boolean {
  if (streamId === than) return false;
  const [dash, thanDash] = [streamId.indexOf("-"), than.indexOf("-")];
  if (dash !== thanDash) return dash > thanDash;
  const [ms, thanMs] = [streamId.slice(0, dash), than.slice(0, dash)];
  if (ms !== thanMs) return ms > thanMs;
  return streamId.length === than.length ? streamId > than : streamId.length > than.length;
}
