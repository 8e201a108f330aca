export { DETECTOR_NAMES, type DetectorName } from "@countersign/detect";
export type { ApprovalRequirement, Approvers, RuleRequirement } from "./approvals/requirement.ts";
export { type ArgumentProblem, type ArgumentProblemCode, checkArguments } from "./arguments/check-arguments.ts";
export type { CompiledCost, CompiledCostSoFar } from "./conditions/compile-cost.ts";
export { compilePolicy } from "./decision/compile-policy.ts";
export type { CompiledPolicy, CompiledRule, ReservedPrice } from "./decision/compiled-policy.ts";
export { decide } from "./decision/decide.ts";
export type {
  Decision,
  DecisionCode,
  LabelSet,
  ObservedDecision,
  Reason,
  ReasonCode,
  Redactions,
  RuleTrace,
} from "./decision/decision.ts";
export { type Explanation, explain, type RuleExplanation, type SeenValue } from "./decision/explain.ts";
export { looksAtSession } from "./decision/looks-at-session.ts";
export { assignRuleUids } from "./decision/rule-uids.ts";
export { type Visibility, visibility } from "./decision/visibility.ts";
export { comparePolicies, type PolicyChanges } from "./document/compare-policies.ts";
export { type ParsedPolicy, parsePolicy } from "./document/parse-policy.ts";
export {
  type ApprovalClause,
  type ApproverGroup,
  type ConfiguredResponse,
  DEFAULT_LABELS_FOR_MS,
  type Effect,
  type EscalateClause,
  type GrantClause,
  type HoursClause,
  type LimitClause,
  type LimitKind,
  type LimitPeriod,
  type LimitScope,
  type OperationClass,
  type PolicyDocument,
  type PriceClause,
  type RedactClause,
  type RemindClause,
  type RuleClause,
  type TestClause,
  type Unpriced,
} from "./document/policy-document.ts";
export { printPolicy } from "./document/print-policy.ts";
export type { PolicyProblem, Position } from "./document/problem.ts";
export { starterPolicy } from "./document/starter-policy.ts";
export {
  addRules,
  type EditedPolicy,
  type EditProblem,
  editPolicy,
  freeRuleId,
  type PolicyEdit,
  type RuleReference,
} from "./editing/edit-policy.ts";
export type {
  ApprovalFields,
  ApproverFields,
  LimitFields,
  PriceFields,
  RedactFields,
  ResponseFields,
  RuleFields,
  TestFields,
} from "./editing/policy-fields.ts";
export { type OutlinedPolicy, type OutlineRule, outlinePolicy, type PolicyOutline } from "./editing/policy-outline.ts";
export { compareEffective, type EffectiveChange, type EffectiveDifference } from "./effective/compare-effective.ts";
export { conditionInWords } from "./effective/condition-words.ts";
export type {
  DeniedBy,
  EffectiveLimit,
  EffectiveOutcome,
  EffectivePermission,
  EffectiveRule,
  EffectiveSubject,
  Holds,
} from "./effective/effective-permission.ts";
export { effectivePermission, effectivePermissions } from "./effective/effective-permissions.ts";
export { argumentFacts } from "./language/argument-facts.ts";
export { completePolicy } from "./language/complete.ts";
export type { Completion, Completions } from "./language/completion.ts";
export { FUNCTION_FACTS, type FunctionFact } from "./language/function-facts.ts";
export { type Hover, hoverPolicy } from "./language/hover.ts";
export type { ArgumentFact, OperationFact, PolicyNames } from "./language/vocabulary.ts";
export type { LimitOwner, LimitSpec, LimitWindow } from "./limits/limit-spec.ts";
export { DEEPEST_AGENTS } from "./limits/nested-limits.ts";
export {
  contextAgents,
  contextConnections,
  type OwnLimits,
  parseOwnLimits,
  printOwnLimits,
} from "./limits/own-limits.ts";
export type { PolicyCall } from "./policy-call.ts";
export type { ContextAgent, ContextConnection, ContextOperation, PolicyContext } from "./policy-context.ts";
export { matchesAgent, matchesOperation } from "./selection/patterns.ts";
export { readCondition } from "./shapes/read-condition.ts";
export type { ArgumentPath, ConditionShape, NumberComparison, TextComparison } from "./shapes/shape.ts";
export { writeCondition } from "./shapes/write-condition.ts";
export { type PolicyTestResult, policyTestCall, runPolicyTests, testResult } from "./validation/run-policy-tests.ts";
export { validateDocument, validatePolicy } from "./validation/validate-policy.ts";
