import type { CalendarWindow } from "@countersign/core";
import type { LimitKind } from "./limits.ts";

/** Redis could not be asked, or not in time. Nothing was reserved for the caller (a late reservation is given back). */
export interface Unavailable {
  readonly kind: "UNAVAILABLE";
  readonly reason: string;
}

/** What stands in the way before any limit is looked at. */
export type StandingRefusal =
  /** The snapshot is behind: start over from authentication with at least this version. */
  | { readonly kind: "STALE"; readonly version: number }
  /** Redis has lost something, or the organization was never opened on this shard. */
  | { readonly kind: "COLD" }
  /** A kill switch is on; `which` is the id it stands for. */
  | { readonly kind: "KILLED"; readonly which: string }
  | { readonly kind: "NO_SESSION" }
  /** The session has these labels now, sorted, and the decision was made with others: decide again. */
  | { readonly kind: "RELABEL"; readonly labels: readonly string[] }
  | { readonly kind: "INVALID"; readonly reason: string }
  | Unavailable;

export type Overloaded = { readonly kind: "OVERLOADED"; readonly retryAfterMs: number };

export interface Admitted {
  readonly kind: "OK";
  /** The organization's sequence after this call. */
  readonly sequence: number;
  /** By Redis' clock, UTC ms. */
  readonly leaseUntilMs: number;
  /** The same instant on this process' monotonic clock (`performance.now()`), never later than the true one. */
  readonly leaseEndsMonotonicMs: number;
  /** For each limit, in order: the calendar window it was counted in, or null where it has none. */
  readonly windows: readonly (CalendarWindow | null)[];
  /** What was stored with the legacy session, if one was named. */
  readonly sessionData: string | null;
  /** What Redis noted of the call, to be put back should Redis lose it. */
  readonly entry: string;
}

export interface Limited {
  readonly kind: "LIMITED";
  readonly limitId: string;
  readonly limitKind: LimitKind;
  /** Micro-USD for spend, a count otherwise. */
  readonly used: bigint;
  readonly max: bigint;
  /** UTC ms; null when it never resets by itself. */
  readonly resetsAtMs: number | null;
}

export type AdmitVerdict =
  | Admitted
  | Limited
  | StandingRefusal
  | Overloaded
  /** The windows the caller computed don't hold Redis' present time: compute them again. */
  | { readonly kind: "CLOCK"; readonly nowMs: number }
  | { readonly kind: "PERMIT_VOID" }
  | { readonly kind: "PERMIT_USED" }
  /** Its idempotency key stands for a call that was admitted before. */
  | { readonly kind: "REPEATED" }
  /** This call id has already ended; it can't be admitted again. */
  | { readonly kind: "ENDED" };

export type CheckVerdict =
  | { readonly kind: "OK"; readonly sequence: number; readonly sessionData: string | null }
  | StandingRefusal;

export type RecordVerdict =
  | {
      readonly kind: "OK";
      readonly sequence: number;
      readonly sessionData: string | null;
      /** Where it stands on the stream. */
      readonly streamId: string;
    }
  | StandingRefusal
  | Overloaded;

export type SettleVerdict =
  | { readonly kind: "SETTLED_NOW"; readonly sequence: number; readonly streamId: string }
  /** It was settled before: success. */
  | { readonly kind: "SETTLED"; readonly streamId: string }
  /** The lease lapsed and the call was recorded as unknown: append an amendment. */
  | { readonly kind: "ORPHANED" }
  | { readonly kind: "COLD" }
  | { readonly kind: "INVALID"; readonly reason: string }
  | Unavailable;

/** A verdict as the scripts write it: a word and its particulars. */
export type ScriptVerdict = [string, ...(string | number)[]];

/** Throws TypeError when a script answered out of shape, which is a bug. Checked by hand: it is done for every call. */
export function parseVerdict(reply: unknown): ScriptVerdict {
  if (!isVerdict(reply)) throw new TypeError("a script answered out of shape");
  return reply;
}

function isVerdict(reply: unknown): reply is ScriptVerdict {
  if (!Array.isArray(reply) || typeof reply[0] !== "string") return false;
  for (const part of reply) if (typeof part !== "string" && typeof part !== "number") return false;
  return true;
}

/** The particular at `index` as a number. */
export function numberAt(verdict: ScriptVerdict, index: number): number {
  return Number(verdict[index] ?? 0);
}

/** The particular at `index` as text. */
export function textAt(verdict: ScriptVerdict, index: number): string {
  return String(verdict[index] ?? "");
}

const OVERLOADED_RETRY_MS = 1000;

/** Reads the verdicts that every kind of item may get. Null for one of its own. */
export function standingRefusal(verdict: ScriptVerdict): StandingRefusal | null {
  switch (verdict[0]) {
    case "STALE":
      return { kind: "STALE", version: numberAt(verdict, 1) };
    case "COLD":
      return { kind: "COLD" };
    case "KILLED":
      return { kind: "KILLED", which: textAt(verdict, 1) };
    case "NO_SESSION":
      return { kind: "NO_SESSION" };
    case "RELABEL":
      return { kind: "RELABEL", labels: verdict.slice(1).map(String).sort() };
    case "INVALID":
      return { kind: "INVALID", reason: textAt(verdict, 1) };
    default:
      return null;
  }
}

export function overloaded(): Overloaded {
  return { kind: "OVERLOADED", retryAfterMs: OVERLOADED_RETRY_MS };
}

/** The server refused a command of the script (memory, replica, loading), before anything of the item was written. */
export function failed(verdict: ScriptVerdict): Unavailable {
  return {
    kind: "UNAVAILABLE",
    reason: verdict[0] === "FAILED" ? textAt(verdict, 1) : `unknown verdict ${verdict[0]}`,
  };
}
