export const OUTCOME_WORDS = {
  allowed: "allowed",
  allowed_when: "sometimes allowed",
  needs_approval: "asks people",
  denied: "denied",
} as const;

export const OUTCOME_MARK = {
  allowed: "allow",
  allowed_when: "limit",
  needs_approval: "waiting",
  denied: "deny",
} as const;

export const DIFFERENCE_WORDS = {
  outcome: "another outcome",
  conditions: "other conditions",
  approval: "other approvers",
  limits: "other limits",
} as const;

export const DECISION_WORDS = { allow: "allowed", deny: "denied", require_approval: "asks people" } as const;
export const DECISION_MARKS = { allow: "allow", deny: "deny", require_approval: "waiting" } as const;
