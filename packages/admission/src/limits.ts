import { MAX_MICROS, type WindowPair } from "@countersign/core";
import { organizationPrefix, type Place, tupleHash } from "./keys.ts";

/** What a limit is counted over, and by whose rule. Its identity: changing a number keeps the count. */
export interface LimitIdentity {
  /** Told in refusals; names the limit to people. */
  readonly id: string;
  /** Stable uid of the rule that carries the limit; for an organization-wide limit the organization's id. */
  readonly rule: string;
  /** The limit's own `id` in the policy, where two of a rule share kind, scope and window. */
  readonly name?: string;
  /** `agent`, `instance`, `session`, `organization` or `person`, and whose. */
  readonly scope: { readonly kind: string; readonly id: string };
}

/** One limit a call must fit under, and how much of it the call takes. */
export type LimitUse = LimitIdentity &
  (
    | { readonly kind: "calls"; readonly max: bigint; readonly windows: WindowPair }
    | { readonly kind: "spend"; readonly max: bigint; readonly reserveMicros: bigint; readonly windows: WindowPair }
    | { readonly kind: "concurrency"; readonly max: number }
    /** At most `max` calls in any `everyMs`, evenly spaced (GCRA without burst). */
    | { readonly kind: "rate"; readonly max: number; readonly everyMs: number }
  );

export type LimitKind = LimitUse["kind"];

/** Id, start and end (ms; 0 = never ends) of a window a counter may fall into. */
type WireWindow = [id: string, startMs: number, endMs: number];

/** A limit as the script reads it: `h` is the hash in its key, amounts are decimal strings. The script adds the prefix. */
export type WireLimit =
  | { readonly k: "c" | "s"; readonly m: string; readonly a: string; readonly h: string; readonly w: WireWindow[] }
  | { readonly k: "n"; readonly m: string; readonly h: string }
  | { readonly k: "r"; readonly m: string; readonly a: string; readonly h: string };

/** The counter key of a limit in one window. Also how the ledger's sums find their counters when Redis is rebuilt. */
export function counterKey(place: Place, limit: LimitIdentity & { kind: "calls" | "spend" }, windowId: string): string {
  return `${organizationPrefix(place)}limit:${hashOf(limit, windowKind(windowId))}.${windowId}`;
}

/** Throws RangeError on an amount that is negative, too large for a script's numbers, or not an integer. */
export function wireLimit(limit: LimitUse): WireLimit {
  switch (limit.kind) {
    case "calls":
      return { k: "c", m: decimal(limit.max), a: "1", ...counter(limit) };
    case "spend":
      return { k: "s", m: decimal(limit.max), a: decimal(limit.reserveMicros), ...counter(limit) };
    case "concurrency":
      return { k: "n", m: decimal(BigInt(limit.max)), h: hashOf(limit, "") };
    case "rate":
      return { k: "r", m: decimal(BigInt(limit.max)), a: intervalMicros(limit), h: hashOf(limit, "") };
  }
}

/** Decimal text of a micro-USD amount or a count. Throws RangeError outside 0 … 2^53 - 1. */
export function decimal(amount: bigint): string {
  if (amount < 0n || amount > MAX_MICROS) throw new RangeError("an amount lies between 0 and 2^53 - 1");
  return amount.toString();
}

/** Microseconds between two calls, rounded up so that no window of `everyMs` holds more than `max`. */
function intervalMicros(limit: { max: number; everyMs: number }): string {
  if (!(limit.max >= 1 && limit.everyMs >= 1)) throw new RangeError("a rate needs at least one call and one ms");
  return decimal(BigInt(Math.ceil((limit.everyMs * 1000) / limit.max)));
}

function counter(limit: LimitUse & { windows: WindowPair }): { h: string; w: WireWindow[] } {
  const { present, next } = limit.windows;
  const windows = next === null ? [present] : [present, next];
  return {
    h: hashOf(limit, windowKind(present.id)),
    w: windows.map(({ id, startMs, endMs }) => [id, startMs, endMs ?? 0]),
  };
}

/** `day` of `day:2026-11-22`: both windows of a pair are of one kind, and so is their hash. */
function windowKind(windowId: string): string {
  return windowId.split(":", 1)[0] ?? windowId;
}

function hashOf(limit: LimitIdentity & { kind: LimitKind }, window: string): string {
  return tupleHash([limit.rule, limit.name ?? "", limit.kind, limit.scope.kind, limit.scope.id, window]);
}
