import { type ApprovalEvent, type ApprovalState, nextApprovalState, timingOf } from "./states.ts";

/** What the moves of an approval depend on. Times are UTC ms by one clock. */
export interface ApprovalFacts {
  readonly state: ApprovalState;
  /** Rises with each edit of what is asked. */
  readonly revision: number;
  /** How often it was claimed. */
  readonly attempt: number;
  readonly expiresAtMs: number;
  /** The last instant at which it may be claimed; null until it is approved. */
  readonly permitUntilMs: number | null;
}

/** Something that happens, or is said to have happened: messages come twice and late. */
export interface ApprovalMove {
  readonly event: ApprovalEvent;
  /** The claim that the event is about, for what its holder does. */
  readonly attempt?: number;
  /** How long an approved call may be claimed, ms. */
  readonly permitMs?: number;
}

/**
 * The approval after an event, or null when it changes nothing: wrong state, wrong time, or a claim that isn't the
 * present one. Pure; the store makes the same moves, each as one statement conditional on the same state and time.
 */
export function moveApproval(facts: ApprovalFacts, move: ApprovalMove, nowMs: number): ApprovalFacts | null {
  const state = nextApprovalState(facts.state, move.event);
  if (state === null || !isTimely(facts, move.event, nowMs)) return null;
  if (facts.state === "executing" && move.attempt !== facts.attempt) return null;
  return {
    ...facts,
    state,
    revision: facts.revision + (move.event === "revise" ? 1 : 0),
    attempt: facts.attempt + (move.event === "claim" ? 1 : 0),
    permitUntilMs: move.event === "approve" ? nowMs + (move.permitMs ?? 0) : facts.permitUntilMs,
  };
}

function isTimely(facts: ApprovalFacts, event: ApprovalEvent, nowMs: number): boolean {
  const timing = timingOf(event);
  if (!timing) return true;
  const instantMs = timing.instant === "expiresAt" ? facts.expiresAtMs : facts.permitUntilMs;
  if (instantMs === null) return false;
  return timing.is === "ahead" ? nowMs < instantMs : nowMs >= instantMs;
}
