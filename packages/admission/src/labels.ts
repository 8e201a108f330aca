import { z } from "zod";
import type { HotRedis } from "./hot-redis.ts";
import { keyPart, organizationPrefix, type Place, tupleHash } from "./keys.ts";
import { decimal } from "./limits.ts";
import { defineScript } from "./script.ts";
import { CLEAR_LABELS, READ_LABELS } from "./scripts/labels.ts";
import type { Unavailable } from "./verdicts.ts";

/** A policy session: an instance acting for a person, over all surfaces. No MCP session enters it. */
export interface PolicySession {
  /** The proved instance; of one that is only declared by name, its agent. */
  readonly instanceId: string;
  /** Null where nobody is acted for. */
  readonly personId: string | null;
}

/** A label that a rule puts on a session. */
export interface LabelMark {
  readonly label: string;
  /** How long it stays from when it is set, ms. */
  readonly forMs: number;
  readonly ruleId: string;
}

/** What a decision has to do with the labels of its session. */
export interface LabelClaim {
  readonly session: PolicySession;
  /** The labels it was made with: others by now make it RELABEL. Absent: it depends on none. */
  readonly seen?: readonly string[];
  /** Of a call: what it puts on the session, as it is admitted and again as it is settled. */
  readonly sets?: readonly LabelMark[];
}

/** A label that a session has. */
export interface HeldLabel {
  readonly label: string;
  /** UTC ms, as all times here. */
  readonly untilMs: number;
  /** Since when it has it without a break. */
  readonly sinceMs: number;
  /** The organization's sequence when it was last set. */
  readonly sequence: number;
  /** The rule that set it last. */
  readonly ruleId: string;
}

/** What Postgres knows of one session's labels. */
export interface LedgerLabels {
  readonly session: PolicySession;
  readonly labels: readonly HeldLabel[];
}

/** Labels of policy sessions, for who shows, clears or rebuilds them. Calls read and set them in admission itself. */
export interface Labels {
  /** What each of these sessions has now, in order; null where that isn't known until Redis is rebuilt. */
  readLabels(
    place: Place,
    sessions: readonly PolicySession[],
  ): Promise<{ readonly kind: "LABELS"; readonly labels: readonly (readonly HeldLabel[] | null)[] } | Unavailable>;
  /** Takes off a session what was set at or before a sequence; what was set since stays. Idempotent. */
  clearLabels(
    place: Place,
    session: PolicySession,
    upToSequence: number,
  ): Promise<{ readonly kind: "CLEARED" } | Unavailable>;
}

const CLEAR_SCRIPT = defineScript(CLEAR_LABELS);
const READ_SCRIPT = defineScript(READ_LABELS);
const HELD = z.tuple([z.string(), z.coerce.number(), z.coerce.number(), z.coerce.number(), z.string()]);
const READ = z.array(z.array(z.union([z.literal("?"), HELD])));

/** SHA-256 hex of the canonical tuple of a session: the only form in which it stands in a key. */
export function sessionHash({ instanceId, personId }: PolicySession): string {
  return tupleHash(["session", keyPart(instanceId), personId === null ? "" : keyPart(personId)]);
}

/** A claim as the scripts read it. Throws RangeError on a time out of bounds. */
export function wireLabels({ session, seen, sets = [] }: LabelClaim): WireLabels {
  return {
    h: sessionHash(session),
    ...(seen && { u: seen }),
    ...(sets.length > 0 && { s: sets.map(({ label, forMs, ruleId }) => [label, positive(forMs), ruleId] as const) }),
  };
}

export interface WireLabels {
  readonly h: string;
  readonly u?: readonly string[];
  readonly s?: readonly (readonly [label: string, forMs: number, ruleId: string])[];
}

/** Labels as the opening script writes them. */
export function wireLedgerLabels({ session, labels }: LedgerLabels): readonly [string, readonly unknown[]] {
  return [
    sessionHash(session),
    labels.map(({ label, untilMs, sinceMs, sequence, ruleId }) => {
      return [label, untilMs, sinceMs, decimal(BigInt(sequence)), ruleId];
    }),
  ];
}

export function createLabels(hot: HotRedis): Labels {
  return {
    readLabels: async (place, sessions) => {
      if (sessions.length === 0) return { kind: "LABELS", labels: [] };
      const keys = [`${organizationPrefix(place)}labelled`];
      return hot.script({ script: READ_SCRIPT, keys, args: sessions.map(sessionHash) }, (reply) => ({
        kind: "LABELS",
        labels: READ.parse(reply).map(heldLabels),
      }));
    },
    clearLabels: async (place, session, upToSequence) => {
      const prefix = organizationPrefix(place);
      const hash = sessionHash(session);
      const keys = [`${prefix}labels:${hash}`, `${prefix}labelled`];
      const args = [hash, decimal(BigInt(upToSequence)), String(hot.settings.graceMs)];
      return hot.script({ script: CLEAR_SCRIPT, keys, args }, () => ({ kind: "CLEARED" }));
    },
  };
}

function heldLabels(said: z.infer<typeof READ>[number]): readonly HeldLabel[] | null {
  const labels: HeldLabel[] = [];
  for (const each of said) {
    if (each === "?") return null;
    const [label, untilMs, sinceMs, sequence, ruleId] = each;
    labels.push({ label, untilMs, sinceMs, sequence, ruleId });
  }
  return labels.sort((a, b) => (a.label < b.label ? -1 : 1));
}

function positive(forMs: number): number {
  if (!Number.isSafeInteger(forMs) || forMs < 1) throw new RangeError("a label stays for at least 1 ms");
  return forMs;
}
