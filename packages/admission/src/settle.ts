import { type AdmitItem, assertRecord } from "./admit.ts";
import { answerKey, keyPart, organizationPrefix, type Place, permitKey } from "./keys.ts";
import type { LaneItem } from "./lane.ts";
import { decimal } from "./limits.ts";
import { failed, numberAt, parseVerdict, type ScriptVerdict, type SettleVerdict, textAt } from "./verdicts.ts";

/** How an admitted call ended. */
export interface SettleItem extends Place {
  readonly callId: string;
  /** JSON of the record, at most 64 KiB. */
  readonly record: string;
  /** What the call cost, in micro-USD; absent: what was reserved. Above the reservation it is charged in full. */
  readonly actualMicros?: bigint;
  /** Only when provably no byte was sent: everything reserved is given back, the call counters too. */
  readonly isNothingSent?: boolean;
  /** The operation, where its price came out above what was set aside: nothing more of it is admitted until it is lifted. */
  readonly holds?: string;
  /** The sealed outcome, for whoever sends the call again under its idempotency key. */
  readonly outcome?: string;
  /** The sealed answer, kept for the agent that will come for it. */
  readonly answer?: { readonly approvalId: string; readonly sealed: string; readonly ttlMs: number };
}

/** A late end of a call that was already recorded as unknown: appended beside it, spend moved by the difference. */
export type AmendItem = Omit<SettleItem, "answer" | "outcome"> & {
  /**
   * What its unknown outcome was charged, by counter: a person tells how it ended. Unlike a late end, it may follow a call
   * that its own process has ended as unknown.
   */
  readonly charged?: {
    readonly spend: readonly (readonly [key: string, micros: bigint])[];
    readonly counted: readonly string[];
  };
};

interface WireSettle {
  readonly m: "settle" | "amend" | "abandon";
  readonly o: string;
  readonly c: string;
  readonly s: number;
  readonly b: number;
  readonly a?: string;
  readonly t?: string;
  readonly n?: true;
  readonly w?: { readonly k: string; readonly x: number };
  readonly v?: true;
  readonly h?: string;
  readonly u?: { readonly s: readonly (readonly [string, string])[]; readonly n: readonly string[] };
}

const ANSWER_BYTES = 2 * 1024 * 1024;

/** Throws RangeError when an id, an amount, the record or the answer is out of bounds. */
export function settleLaneItem(
  item: SettleItem & Pick<AmendItem, "charged">,
  mode: "settle" | "amend",
  sequenceSeen: number,
): LaneItem<SettleVerdict> {
  assertRecord(item.record);
  if (item.answer && item.answer.sealed.length > ANSWER_BYTES) throw new RangeError("the answer is too large to keep");
  if (item.outcome && item.outcome.length > ANSWER_BYTES) throw new RangeError("the outcome is too large to keep");
  // The outcome comes third: without an answer an empty text stands in its place.
  const blobs = item.outcome
    ? [item.record, item.answer?.sealed ?? "", item.outcome]
    : item.answer
      ? [item.record, item.answer.sealed]
      : [item.record];
  const wire: WireSettle = {
    m: mode,
    o: item.org,
    c: keyPart(item.callId),
    s: sequenceSeen,
    b: blobs.length,
    ...(item.outcome && { v: true }),
    ...(item.actualMicros !== undefined && { a: decimal(item.actualMicros) }),
    ...(item.isNothingSent && { n: true }),
    ...(item.holds !== undefined && { h: keyPart(item.holds) }),
    ...(item.charged && {
      u: { s: item.charged.spend.map(([key, micros]) => [key, decimal(micros)]), n: item.charged.counted },
    }),
    ...(item.answer && { w: { k: answerKey(item, item.answer.approvalId), x: item.answer.ttlMs } }),
  };
  return laneItem(item, wire, blobs);
}

/**
 * Gives back what a lost or late admission of this process reserved, without a record: the caller was told no. Its
 * permit becomes void, so that the sweeper can tell that nothing ran.
 */
export function abandonLaneItem(item: AdmitItem): LaneItem<SettleVerdict> {
  const permit = item.permit && { t: permitKey(item, item.permit.approvalId, item.permit.attempt) };
  return laneItem(item, { m: "abandon", o: item.org, c: keyPart(item.callId), s: 0, b: 0, ...permit }, []);
}

function laneItem(place: Place, wire: WireSettle, blobs: readonly string[]): LaneItem<SettleVerdict> {
  organizationPrefix(place);
  return {
    org: place.org,
    text: JSON.stringify(wire),
    blobs,
    isRepeatable: true,
    decode: (reply) => settleVerdict(parseVerdict(reply)),
  };
}

function settleVerdict(verdict: ScriptVerdict): SettleVerdict {
  switch (verdict[0]) {
    case "SETTLED_NOW":
      return { kind: "SETTLED_NOW", sequence: numberAt(verdict, 1), streamId: textAt(verdict, 2) };
    case "SETTLED":
      return { kind: "SETTLED", streamId: textAt(verdict, 1) };
    case "ORPHANED":
    case "COLD":
      return { kind: verdict[0] };
    case "INVALID":
      return { kind: "INVALID", reason: textAt(verdict, 1) };
    default:
      return failed(verdict);
  }
}
