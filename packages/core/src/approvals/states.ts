/** The states of an approval. The last six are terminal and never change. */
export const APPROVAL_STATES = [
  "pending",
  "approved",
  "executing",
  "executed",
  "failed",
  "unknown",
  "lapsed",
  "denied",
  "expired",
  "cancelled",
] as const;

export type ApprovalState = (typeof APPROVAL_STATES)[number];

/**
 * What may happen to an approval. `escalate`: people are asked again; `prolong`: more time to collect it; `lose`: its run's
 * outcome isn't known; `forget`: the database is an older one, and what became of it meanwhile isn't known.
 */
export const APPROVAL_EVENTS = [
  "approve",
  "deny",
  "revise",
  "escalate",
  "expire",
  "cancel",
  "prolong",
  "claim",
  "give_back",
  "lapse",
  "succeed",
  "fail",
  "lose",
  "forget",
] as const;

export type ApprovalEvent = (typeof APPROVAL_EVENTS)[number];

/** Every legal move; what isn't here can't happen. */
const MOVES: { readonly [S in ApprovalState]: { readonly [E in ApprovalEvent]?: ApprovalState } } = {
  pending: {
    approve: "approved",
    deny: "denied",
    revise: "pending",
    escalate: "pending",
    expire: "expired",
    cancel: "cancelled",
  },
  approved: { prolong: "approved", claim: "executing", lapse: "lapsed", cancel: "cancelled", forget: "unknown" },
  executing: {
    succeed: "executed",
    fail: "failed",
    lose: "unknown",
    give_back: "approved",
    lapse: "lapsed",
    cancel: "cancelled",
    forget: "unknown",
  },
  executed: {},
  failed: {},
  unknown: {},
  lapsed: {},
  denied: {},
  expired: {},
  cancelled: {},
};

/** An instant of the approval, and whether it must lie ahead or have passed. */
export interface ApprovalTiming {
  readonly instant: "expiresAt" | "permitUntil";
  readonly is: "ahead" | "past";
}

const TIMINGS: { readonly [E in ApprovalEvent]?: ApprovalTiming } = {
  approve: { instant: "expiresAt", is: "ahead" },
  deny: { instant: "expiresAt", is: "ahead" },
  revise: { instant: "expiresAt", is: "ahead" },
  escalate: { instant: "expiresAt", is: "ahead" },
  expire: { instant: "expiresAt", is: "past" },
  prolong: { instant: "permitUntil", is: "ahead" },
  claim: { instant: "permitUntil", is: "ahead" },
  give_back: { instant: "permitUntil", is: "ahead" },
  lapse: { instant: "permitUntil", is: "past" },
};

/** What the clock must say for an event to happen; null where it doesn't matter. */
export function timingOf(event: ApprovalEvent): ApprovalTiming | null {
  return TIMINGS[event] ?? null;
}

/** The state after an event, or null when the event can't happen in this state. */
export function nextApprovalState(state: ApprovalState, event: ApprovalEvent): ApprovalState | null {
  return MOVES[state][event] ?? null;
}

/** The states from which an event is legal: what a conditional UPDATE names in its WHERE. */
export function statesBefore(event: ApprovalEvent): ApprovalState[] {
  return APPROVAL_STATES.filter((state) => MOVES[state][event] !== undefined);
}

/** True when nothing can happen to the approval any more. */
export function isTerminal(state: ApprovalState): boolean {
  return Object.keys(MOVES[state]).length === 0;
}

/** Open approvals are what an identical repeat of the call joins. */
export const OPEN_STATES: readonly ApprovalState[] = APPROVAL_STATES.filter((state) => !isTerminal(state));
