import type { RuleRequirement } from "../approvals/requirement.ts";
import type { CompiledCondition } from "../conditions/compile-condition.ts";
import type { PolicyDocument, RuleClause } from "../document/policy-document.ts";
import type { LimitTemplate } from "../limits/limit-spec.ts";
import type { ContextOperation, PolicyContext } from "../policy-context.ts";
import type { RuleIndex } from "../selection/rule-index.ts";

export interface CompiledRule {
  readonly clause: RuleClause;
  readonly uid: string;
  /** Null is always true. */
  readonly condition: CompiledCondition | null;
  readonly limits: readonly LimitTemplate[];
  readonly requirement: RuleRequirement | null;
}

/** A call's price before it is made, in micro-USD. Null when nobody said, which is not the same as free. */
export interface ReservedPrice {
  readonly micros: bigint;
  /** It is an upper bound; the actual comes from the result. */
  readonly isBound: boolean;
}

/** A policy ready to decide calls of one organization. Immutable; opaque but for `document` and `context`. */
export interface CompiledPolicy {
  readonly document: PolicyDocument;
  readonly context: PolicyContext;
  readonly rules: readonly CompiledRule[];
  readonly index: RuleIndex;
  readonly organizationLimits: readonly LimitTemplate[];
  readonly operations: ReadonlyMap<string, ContextOperation>;
  readonly prices: ReadonlyMap<string, ReservedPrice>;
}
