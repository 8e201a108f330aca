import type { RuleRequirement } from "../approvals/requirement.ts";
import type { CompiledCondition } from "../conditions/compile-condition.ts";
import type { CompiledCost, CompiledCostSoFar } from "../conditions/compile-cost.ts";
import type { PolicyDocument, RuleClause } from "../document/policy-document.ts";
import type { LimitTemplate } from "../limits/limit-spec.ts";
import type { NestedLimits } from "../limits/nested-limits.ts";
import type { ContextOperation, PolicyContext } from "../policy-context.ts";
import type { RuleIndex } from "../selection/rule-index.ts";
import type { RuleTrace } from "./decision.ts";

export interface CompiledRule {
  readonly clause: RuleClause;
  /** Its place under `rules` in the document. */
  readonly place: number;
  readonly uid: string;
  /** Null is always true. Compiled when it is first asked for: most rules of a large policy wait long for their call. */
  readonly condition: (() => CompiledCondition) | null;
  readonly limits: readonly LimitTemplate[];
  readonly requirement: RuleRequirement | null;
  /** What is told of it in every decision that it was, or wasn't, selected for. */
  readonly whenSelected: RuleTrace;
  readonly whenNot: RuleTrace;
}

/** A call's price before it is made, in micro-USD. Null when nobody said, which is not the same as free. */
export interface ReservedPrice {
  readonly micros: bigint;
  /** It is an upper bound; the actual comes from the result. */
  readonly isBound: boolean;
  /** Computes the actual. Only where `isBound`. */
  readonly cost?: CompiledCost;
  /** Computes what a running call has cost, where the policy says how. Only where `isBound`. */
  readonly costSoFar?: CompiledCostSoFar;
}

/** A policy ready to decide calls of one organization. Immutable; opaque but for `document` and `context`. */
export interface CompiledPolicy {
  readonly document: PolicyDocument;
  readonly context: PolicyContext;
  /** By id, so that everything said of several rules is in the same order whatever the document's. */
  readonly rules: readonly CompiledRule[];
  readonly index: RuleIndex;
  readonly organizationLimits: readonly LimitTemplate[];
  /** Limits of agents and connections themselves, and whose sub-agent each agent is. */
  readonly nestedLimits: NestedLimits;
  readonly operations: ReadonlyMap<string, ContextOperation>;
  readonly prices: ReadonlyMap<string, ReservedPrice>;
  /** Whether any condition may look at the session: then decisions hold only for the labels they were made with. */
  readonly readsSession: boolean;
  /** By connection, of those that declare one. */
  readonly defaultSchemas: ReadonlyMap<string, string>;
}
