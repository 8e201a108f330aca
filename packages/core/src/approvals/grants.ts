import { isJsonObject, type JsonObject } from "../json.ts";
import { type CastVote, tallyVotes, type VoteRequirement } from "./tally.ts";

/** The most that a grant may let through, and for how long at most, ms. */
export const MAX_GRANT_CALLS = 1_000;
export const MAX_GRANT_MS = 24 * 3_600_000;

/** What people are offered to grant, and what is chosen unless they say. */
export const GRANT_CHOICES = {
  calls: [1, 5, 10, 25, 50, 100],
  minutes: [
    [10, "10 minutes"],
    [60, "1 hour"],
    [480, "8 hours"],
    [1_440, "24 hours"],
  ],
  usual: { calls: 10, minutes: 60 },
} as const;

/** What a person who approves a call would let through beside it. */
export interface GrantWish {
  readonly calls: number;
  /** From the decision on, ms. */
  readonly forMs: number;
}

/** A vote, and what it would grant; null where it is for the one call alone. */
export interface GrantingVote extends CastVote {
  readonly grant: GrantWish | null;
}

export interface AgreedGrant extends GrantWish {
  /** The people whose votes give it. */
  readonly granters: readonly string[];
}

/**
 * What the votes grant together: only if those that wish for a grant would approve the call by themselves, and then the
 * least that any of them wishes. So a grant never needs fewer people than the call it comes from.
 */
export function agreedGrant(
  requirements: readonly VoteRequirement[],
  votes: readonly GrantingVote[],
): AgreedGrant | null {
  const granting = votes.flatMap(({ userId, decision, grant }) =>
    decision === "approve" && grant !== null ? [{ userId, decision, grant }] : [],
  );
  if (granting.length === 0 || tallyVotes(requirements, granting).result !== "approved") return null;
  return {
    calls: Math.min(...granting.map(({ grant }) => grant.calls)),
    forMs: Math.min(...granting.map(({ grant }) => grant.forMs)),
    granters: granting.map(({ userId }) => userId),
  };
}

/** The window in which a grant's calls are counted, as limits and the ledger name it. */
export function grantWindowId(grantId: string): string {
  return `grant:${grantId}`;
}

/** The arguments (dotted paths) that every asking rule lets vary; null when one of them allows no grant. */
export function commonVary(perRule: readonly (readonly string[] | null)[]): readonly string[] | null {
  const [first, ...others] = perRule;
  if (!first || others.includes(null)) return null;
  return first.filter((path) => others.every((vary) => vary?.includes(path))).sort();
}

/** The arguments without those that may vary: what a call under a grant must have exactly alike. */
export function fixedArguments(args: JsonObject, vary: readonly string[]): JsonObject {
  return vary.reduce((left, path) => without(left, path.split(".")), args);
}

function without(args: JsonObject, [name, ...deeper]: readonly string[]): JsonObject {
  if (name === undefined || !Object.hasOwn(args, name)) return args;
  const { [name]: value, ...others } = args;
  if (deeper.length === 0) return others;
  return isJsonObject(value) ? { ...others, [name]: without(value, deeper) } : args;
}
