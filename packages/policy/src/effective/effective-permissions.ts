import { splitOperation } from "@countersign/core";
import { ConditionError, type Frame } from "../conditions/cel-value.ts";
import type { CompiledPolicy, CompiledRule } from "../decision/compiled-policy.ts";
import type { LimitTemplate } from "../limits/limit-spec.ts";
import { ownLimitsOn } from "../limits/nested-limits.ts";
import type { ContextOperation } from "../policy-context.ts";
import type {
  DeniedBy,
  EffectiveLimit,
  EffectiveOutcome,
  EffectivePermission,
  EffectiveRule,
  EffectiveSubject,
  Holds,
} from "./effective-permission.ts";

/** A rule that looks at such calls, and for which of them it holds. */
interface Standing {
  readonly rule: CompiledRule;
  readonly holds: Holds;
}

/** What isn't known before a call. As a value it is an error, and CEL's `&&` and `||` come to a result without it or not at all. */
const UNKNOWN = new ConditionError("not known before the call");

/** What becomes of a subject's calls of every operation of the organization, by operation. */
export function effectivePermissions(
  policy: CompiledPolicy,
  subject: EffectiveSubject,
): readonly EffectivePermission[] {
  return [...policy.operations.values()]
    .map((operation) => effectivePermission(policy, subject, operation))
    .sort((left, right) => (left.operation < right.operation ? -1 : 1));
}

/**
 * What becomes of a subject's calls of one operation, whatever their arguments. Uses the selection and the conditions
 * that decide calls, with everything unknown left open, so that it never shows more than `decide` grants: what it says
 * of all calls holds for each, and a call that `decide` lets through is never of an operation shown as denied. Rules
 * that only observe have no say; under a policy that only observes every call is allowed.
 */
export function effectivePermission(
  policy: CompiledPolicy,
  subject: EffectiveSubject,
  operation: ContextOperation,
): EffectivePermission {
  const standing = standingRules(policy, subject, operation);
  const price = policy.prices.get(operation.id) ?? null;
  const about = { operation: operation.id, connection: operation.connection, class: operation.class, price };
  if (policy.document.observe) {
    return { ...about, outcome: "allowed", deniedBy: null, limits: [], rules: standing.map(ruleView) };
  }
  const own = ownLimitsOn(policy.nestedLimits, { agent: subject.agent.name, connection: operation.connection });
  const limits = limitsOf(policy, standing, own);
  const unpriced = price ? [] : refusingUnpriced(policy, standing, own);
  const { outcome, deniedBy } = outcomeOf(standing, unpriced);
  if (outcome !== "denied") return { ...about, outcome, deniedBy, limits, rules: standing.map(ruleView) };
  const denying = deniedBy === "rule" ? standing.filter(isSureDeny) : deniedBy === "price" ? standing : [];
  return { ...about, outcome, deniedBy, limits: [], rules: denying.map(ruleView) };
}

function standingRules(
  policy: CompiledPolicy,
  subject: EffectiveSubject,
  operation: ContextOperation,
): readonly Standing[] {
  const variables = knownVariables(subject, operation);
  return policy.index.candidates(subject.agent, operation.id).flatMap((place) => {
    const rule = policy.rules[place];
    const holds = rule && !rule.clause.observe ? holdsFor(rule, variables) : null;
    return rule && holds ? [{ rule, holds }] : [];
  });
}

function knownVariables({ agent, instance }: EffectiveSubject, operation: ContextOperation): Frame["variables"] {
  return {
    args: UNKNOWN,
    agent: { id: agent.id, name: agent.name, tags: agent.tags },
    instance: instance ? { id: instance.id, name: instance.name, proved: instance.proved } : UNKNOWN,
    session: UNKNOWN,
    person: UNKNOWN,
    operation: {
      name: splitOperation(operation.id)?.operation ?? operation.id,
      connection: operation.connection,
      class: operation.class,
    },
    now: UNKNOWN,
  };
}

/** Null when the rule never holds. */
function holdsFor(rule: CompiledRule, variables: Frame["variables"]): Holds | null {
  if (!rule.condition) return "always";
  const condition = rule.condition();
  if (condition.problems.some((problem) => problem.code === "condition.syntax.invalid")) return "fails";
  const verdict = condition.evaluate(variables);
  if (verdict instanceof ConditionError) return "sometimes";
  return verdict ? "always" : null;
}

const isSureDeny = ({ rule, holds }: Standing): boolean => rule.clause.effect === "deny" && holds !== "sometimes";

function outcomeOf(
  standing: readonly Standing[],
  unpriced: readonly Holds[],
): { readonly outcome: EffectiveOutcome; readonly deniedBy: DeniedBy | null } {
  const has = (effect: string, ...holds: readonly Holds[]) =>
    standing.some((one) => one.rule.clause.effect === effect && holds.includes(one.holds));
  if (standing.some(isSureDeny)) return { outcome: "denied", deniedBy: "rule" };
  const mayRun = has("allow", "always", "sometimes");
  if (!mayRun && !has("require_approval", "always", "sometimes")) return { outcome: "denied", deniedBy: "default" };
  if (unpriced.some((holds) => holds !== "sometimes")) return { outcome: "denied", deniedBy: "price" };
  if (!mayRun || has("require_approval", "always", "fails")) return { outcome: "needs_approval", deniedBy: null };
  const isSure =
    has("allow", "always") &&
    !has("deny", "sometimes") &&
    !has("require_approval", "sometimes") &&
    unpriced.length === 0;
  return { outcome: isSure ? "allowed" : "allowed_when", deniedBy: null };
}

/** For which calls a bound on spending refuses what has no price; see `decide`. */
function refusingUnpriced(
  { document, organizationLimits }: CompiledPolicy,
  standing: readonly Standing[],
  own: readonly LimitTemplate[],
): Holds[] {
  const isSpend = ({ clause }: LimitTemplate) => clause.kind === "spend";
  const passing = standing.filter(({ rule }) => rule.clause.effect !== "deny");
  const bounded = passing.filter(({ rule }) => rule.limits.some(isSpend));
  const ofOrganization: Holds[] = [...organizationLimits, ...own].some(isSpend) ? ["always"] : [];
  if (ofOrganization.length === 0 && bounded.length === 0) return [];
  const strict = passing
    .filter(({ rule }) => rule.clause.unpriced === "deny")
    .map(({ holds }): Holds => {
      return ofOrganization.length > 0 || bounded.every((one) => one.holds !== "sometimes") ? holds : "sometimes";
    });
  const byBound = bounded.filter(({ rule }) => (rule.clause.unpriced ?? document.unpriced) === "deny");
  return [...(document.unpriced === "deny" ? ofOrganization : []), ...byBound.map(({ holds }) => holds), ...strict];
}

function ruleView({ rule, holds }: Standing): EffectiveRule {
  const { id, effect, when } = rule.clause;
  return { ruleId: id, effect, holds, when, requirement: rule.requirement };
}

function limitsOf(
  policy: CompiledPolicy,
  standing: readonly Standing[],
  own: readonly LimitTemplate[],
): readonly EffectiveLimit[] {
  return [
    ...standing.flatMap(({ rule, holds }) => rule.limits.map((template) => limitView(template, holds))),
    ...own.map((template) => limitView(template, "always")),
    ...policy.organizationLimits.map((template) => limitView(template, "always")),
  ];
}

function limitView({ clause, ruleId, owner, window }: LimitTemplate, holds: Holds): EffectiveLimit {
  const { id, kind, scope, max } = clause;
  return { ruleId, owner, limitId: id, kind, scope, window, max, holds };
}
