import type { AfterEdge } from "./edges.ts";
import { IDEMPOTENCY_MS, type IdempotentCall } from "./idempotency.ts";
import { idempotencyEntryKey, keyPart, organizationPrefix, type Place, permitKey, sessionKey } from "./keys.ts";
import { type LabelClaim, type WireLabels, wireLabels } from "./labels.ts";
import type { LaneItem } from "./lane.ts";
import { type LimitUse, type WireLimit, wireLimit } from "./limits.ts";
import {
  type Admitted,
  type AdmitVerdict,
  type CheckVerdict,
  failed,
  numberAt,
  overloaded,
  parseVerdict,
  type RecordVerdict,
  type ScriptVerdict,
  standingRefusal,
  textAt,
} from "./verdicts.ts";

/** What every request is checked for before it is answered, whether it admits something or not. */
export interface CheckItem extends Place {
  /** The version of the snapshot the caller decided from. */
  readonly snapshotVersion: number;
  /** Ids whose kill switch would stop this: organization, agent, instance, connection, key. */
  readonly killKeys: readonly string[];
  /** The legacy MCP session it came by, which must be alive and belong to `principal`. Touched when it is. */
  readonly session?: { readonly idHash: string; readonly principal: string; readonly ttlMs: number };
  /** Of the policy session. Absent where the policy has nothing to do with labels. */
  readonly labels?: LabelClaim;
}

/** A record to append when nothing is admitted, such as a denial. */
export interface RecordItem extends CheckItem {
  readonly callId: string;
  /** JSON of the record, at most 64 KiB. */
  readonly record: string;
}

/** A call to admit. */
export interface AdmitItem extends CheckItem {
  /** Made before admission; asking again with the same id answers as the first time. */
  readonly callId: string;
  readonly limits: readonly LimitUse[];
  readonly permit?: { readonly approvalId: string; readonly attempt: number };
  /** Lets one call run under the caller's key; a second is REPEATED. */
  readonly idempotent?: IdempotentCall;
  readonly leaseMs: number;
  /** JSON of the record that is written, with outcome `unknown`, if this process never settles the call. */
  readonly unknownRecord: string;
  /** Where a window is about to end: what happens if Redis finds it over. Without it such a call is answered CLOCK. */
  readonly afterEdge?: AfterEdge;
}

interface WireItem {
  readonly m: "call" | "check" | "record";
  readonly o: string;
  readonly c: string;
  readonly v: number;
  readonly s: number;
  readonly k: readonly string[];
  /** How many blobs follow for this item. */
  readonly b: number;
  readonly h?: { readonly k: string; readonly p: string; readonly x: number };
  readonly l?: readonly WireLimit[];
  /** UTC ms of the edge, past which the second blob is the record. */
  readonly e?: number;
  readonly t?: string;
  readonly i?: { readonly k: string; readonly h: string; readonly x: number };
  readonly d?: number;
  readonly g?: WireLabels;
}

/** A record on the stream holds at most this much; larger bodies go to the blob store first. */
export const RECORD_BYTES = 64 * 1024;

/** Throws RangeError when an id, amount or record is out of bounds. */
export function admitLaneItem(
  item: AdmitItem,
  sequenceSeen: number,
  onLate: (verdict: AdmitVerdict | null) => void,
): LaneItem<AdmitVerdict> {
  if (!(item.leaseMs >= 1)) throw new RangeError("a lease lasts at least 1 ms");
  const { afterEdge } = item;
  const records = afterEdge ? [item.unknownRecord, afterEdge.unknownRecord] : [item.unknownRecord];
  for (const record of records) assertRecord(record);
  const limits = item.limits.map(wireLimit);
  const wire: WireItem = {
    m: "call",
    c: keyPart(item.callId),
    b: records.length,
    l: limits,
    d: Math.floor(item.leaseMs),
    ...wireStanding(item, sequenceSeen),
    ...(afterEdge && { e: afterEdge.atMs }),
    ...(item.idempotent && {
      i: { k: idempotencyEntryKey(item, item.idempotent.keyHash), h: item.idempotent.callHash, x: IDEMPOTENCY_MS },
    }),
    ...(item.permit && { t: permitKey(item, item.permit.approvalId, item.permit.attempt) }),
  };
  return {
    org: item.org,
    text: JSON.stringify(wire),
    blobs: records,
    isRepeatable: true,
    decode: (reply, sentAt) => admitVerdict(item.limits, parseVerdict(reply), sentAt),
    onLate,
  };
}

export function checkLaneItem(item: CheckItem, sequenceSeen: number): LaneItem<CheckVerdict> {
  return {
    org: item.org,
    text: JSON.stringify({ m: "check", c: "", b: 0, ...wireStanding(item, sequenceSeen) } satisfies WireItem),
    blobs: [],
    isRepeatable: true,
    decode: (reply) => checkVerdict(parseVerdict(reply)),
  };
}

/** Throws RangeError when an id or the record is out of bounds. */
export function recordLaneItem(item: RecordItem, sequenceSeen: number): LaneItem<RecordVerdict> {
  assertRecord(item.record);
  const wire: WireItem = { m: "record", c: keyPart(item.callId), b: 1, ...wireStanding(item, sequenceSeen) };
  return {
    org: item.org,
    text: JSON.stringify(wire),
    blobs: [item.record],
    isRepeatable: true,
    decode: (reply) => {
      const verdict = parseVerdict(reply);
      if (verdict[0] === "OVERLOADED") return overloaded();
      const checked = checkVerdict(verdict);
      return checked.kind === "OK" ? { ...checked, streamId: textAt(verdict, 6) } : checked;
    },
  };
}

export function assertRecord(record: string): void {
  if (Buffer.byteLength(record) > RECORD_BYTES) throw new RangeError(`a record holds at most ${RECORD_BYTES} bytes`);
}

function wireStanding(item: CheckItem, sequenceSeen: number): Pick<WireItem, "o" | "v" | "s" | "k" | "h" | "g"> {
  organizationPrefix(item);
  // What a script can't read as JSON would spoil the whole group.
  if (item.session && !item.session.principal.isWellFormed()) throw new RangeError("a principal is well-formed text");
  if (!Number.isSafeInteger(item.snapshotVersion) || item.snapshotVersion < 0) throw new RangeError("no such version");
  return {
    o: item.org,
    v: item.snapshotVersion,
    s: sequenceSeen,
    k: item.killKeys.map(keyPart),
    ...(item.session && {
      h: { k: sessionKey(item, item.session.idHash), p: item.session.principal, x: item.session.ttlMs },
    }),
    ...(item.labels && { g: wireLabels(item.labels) }),
  };
}

function admitVerdict(limits: readonly LimitUse[], verdict: ScriptVerdict, sentAt: number): AdmitVerdict {
  switch (verdict[0]) {
    case "OK":
      return admitted(limits, verdict, sentAt);
    case "LIMITED":
      return limited(limits, verdict);
    case "CLOCK":
      return { kind: "CLOCK", nowMs: numberAt(verdict, 1) };
    case "OVERLOADED":
      return overloaded();
    case "PERMIT_VOID":
    case "PERMIT_USED":
    case "ENDED":
    case "REPEATED":
      return { kind: verdict[0] };
    default:
      return standingRefusal(verdict) ?? failed(verdict);
  }
}

function admitted(limits: readonly LimitUse[], verdict: ScriptVerdict, sentAt: number): Admitted {
  const leaseUntilMs = numberAt(verdict, 2);
  const choices = textAt(verdict, 4);
  return {
    kind: "OK",
    sequence: numberAt(verdict, 1),
    leaseUntilMs,
    // Counted from when it was sent, which is before Redis looked at its clock.
    leaseEndsMonotonicMs: sentAt + leaseUntilMs - numberAt(verdict, 3),
    windows: limits.map((limit, index) => {
      if (!("windows" in limit)) return null;
      return choices.charAt(index) === "2" ? limit.windows.next : limit.windows.present;
    }),
    sessionData: textAt(verdict, 5) || null,
    entry: textAt(verdict, 6),
  };
}

function limited(limits: readonly LimitUse[], verdict: ScriptVerdict): AdmitVerdict {
  const limit = limits[numberAt(verdict, 1) - 1];
  if (!limit) return { kind: "UNAVAILABLE", reason: "a script named a limit that was not asked for" };
  return {
    kind: "LIMITED",
    limitId: limit.id,
    limitKind: limit.kind,
    used: BigInt(textAt(verdict, 2)),
    max: BigInt(textAt(verdict, 3)),
    resetsAtMs: numberAt(verdict, 4) || null,
  };
}

function checkVerdict(verdict: ScriptVerdict): CheckVerdict {
  if (verdict[0] === "OK") {
    return { kind: "OK", sequence: numberAt(verdict, 1), sessionData: textAt(verdict, 5) || null };
  }
  return standingRefusal(verdict) ?? failed(verdict);
}
