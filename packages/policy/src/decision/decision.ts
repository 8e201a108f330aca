import type { DetectorName } from "@countersign/detect";
import type { ApprovalRequirement } from "../approvals/requirement.ts";
import type { CompiledCost, CompiledCostSoFar } from "../conditions/compile-cost.ts";
import type { ConfiguredResponse, Effect } from "../document/policy-document.ts";
import type { LimitSpec } from "../limits/limit-spec.ts";

/** What became of one rule that looked at the call. `error` counts the stricter way for its effect. */
export interface RuleTrace {
  readonly ruleId: string;
  readonly effect: Effect;
  readonly outcome: "selected" | "not_selected" | "error";
  /** Why, for people who may read the policy; never sent to agents. */
  readonly detail: string;
}

export type ReasonCode =
  | "rule.allows"
  | "rule.denies"
  | "rule.asks"
  | "condition.error"
  | "default.deny"
  | "operation.unknown"
  | "arguments.undeclared"
  | "policy.observes"
  | "price.unknown";

export interface Reason {
  readonly code: ReasonCode;
  readonly ruleId: string | null;
  readonly text: string;
}

/** Error codes of a decision that refuses or defers; null for an allow. */
export type DecisionCode =
  | "policy.rule.denied"
  | "policy.default.denied"
  | "policy.condition.failed"
  | "policy.price.unknown"
  | "call.arguments.invalid"
  | "approval.request.pending";

/** What a policy, or rules of it, would have done had they been enforced. */
export interface ObservedDecision {
  readonly decision: Effect;
  readonly code: DecisionCode | null;
  readonly rules: readonly string[];
  readonly reasons: readonly Reason[];
  /** What admission would have checked; nothing is counted against them. */
  readonly limits: readonly LimitSpec[];
  /** Ids of the observed rules that selected the call, sorted; of all rules where the policy observes. */
  readonly observing: readonly string[];
}

export interface Redactions {
  readonly arguments: readonly DetectorName[];
  readonly result: readonly DetectorName[];
}

export interface LabelSet {
  readonly label: string;
  /** How long it stays from now on, ms. */
  readonly forMs: number;
  /** The rule that gives it for so long. */
  readonly ruleId: string;
}

export interface Decision {
  readonly decision: Effect;
  readonly code: DecisionCode | null;
  /** Ids of the rules that made it, sorted. */
  readonly rules: readonly string[];
  readonly reasons: readonly Reason[];
  /** For the agent: short, says what it may do instead, never reveals lists or other agents. */
  readonly message: string;
  /** What the agent gets in place of an error, if the denying rule says so. */
  readonly respond: ConfiguredResponse | null;
  /** What admission must check: limits of all selected rules, and of the organization. None for a denial. */
  readonly limits: readonly LimitSpec[];
  /** Micro-USD to set aside; 0 when the operation has no price (`isPriced` tells them apart). */
  readonly reserveMicros: bigint;
  readonly isPriced: boolean;
  /** The actual price comes from the result and may be below what was reserved. */
  readonly isReserveBound: boolean;
  readonly approval: ApprovalRequirement | null;
  /** What is taken out of arguments before they leave and of the result before it returns: names of detectors, sorted. */
  readonly redactions: Redactions;
  /** What the call puts on its session, by label. */
  readonly labels: readonly LabelSet[];
  /** Computes the actual price from the result; null where the reserved one is it. */
  readonly cost: CompiledCost | null;
  /** Computes what the call has cost while it runs, so that it is cut at what was reserved; null where it can't be told. */
  readonly costSoFar: CompiledCostSoFar | null;
  /** What would have become of the call if nothing were only observed; null where nothing that is had a say. */
  readonly observed: ObservedDecision | null;
  /** Every rule that looks at such a call, by id. */
  readonly considered: readonly RuleTrace[];
}
