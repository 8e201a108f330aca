import { mergeRequirements } from "../approvals/requirement.ts";
import { checkArguments } from "../arguments/check-arguments.ts";
import { ConditionError, type Frame } from "../conditions/cel-value.ts";
import type { LimitSpec } from "../limits/limit-spec.ts";
import { limitsOnCall } from "../limits/nested-limits.ts";
import type { PolicyCall } from "../policy-call.ts";
import { afterRules, NO_REDACTIONS, redactionsOf } from "./after-rules.ts";
import { agentMessage } from "./agent-message.ts";
import type { CompiledPolicy, CompiledRule, ReservedPrice } from "./compiled-policy.ts";
import type { Decision, DecisionCode, ObservedDecision, Reason, RuleTrace } from "./decision.ts";
import { variablesOf } from "./variables.ts";

/** A rule that looked at the call, and what its condition said. */
export interface Weighed {
  readonly rule: CompiledRule;
  readonly verdict: boolean | ConditionError;
}

interface Weighing {
  readonly policy: CompiledPolicy;
  readonly call: PolicyCall;
  readonly weighed: readonly Weighed[];
}

/**
 * Decides one call: pure, and the same whatever order the rules stand in. A deny wins over an approval, that over an
 * allow, and without a rule that allows, the call is denied. A condition that can't be evaluated counts the stricter
 * way: it selects a deny, adds an approval without giving permission, and never selects an allow. Arguments that the
 * operation doesn't declare are refused first. What is only observed decides nothing: what it would have done stands
 * in `observed`.
 */
export function decide(policy: CompiledPolicy, call: PolicyCall): Decision {
  const unseen = undeclared(policy, call);
  if (unseen) return unseen;
  const weighed = weighRules(policy, call);
  const whole = outcome({ policy, call, weighed });
  if (!policy.operations.has(call.operation)) return whole;
  if (policy.document.observe) return onlyObserved({ policy, call, weighed }, whole);
  const enforced = weighed.filter(({ rule }) => !rule.clause.observe);
  if (enforced.length === weighed.length) return whole;
  const decision = outcome({ policy, call, weighed: enforced });
  const observing = weighed.filter(({ rule, verdict }) => rule.clause.observe && verdict !== false);
  const observed = observing.length === 0 ? null : observation(whole, idsOf(observing));
  return { ...decision, observed, considered: traces(weighed) };
}

/** What these rules make of the call, nothing else looked at. */
function outcome({ policy, call, weighed }: Weighing): Decision {
  const denying = weighed.filter(({ rule, verdict }) => rule.clause.effect === "deny" && verdict !== false);
  if (denying.length > 0) return refusal({ policy, call, weighed }, denying);
  const allowing = weighed.filter(({ rule, verdict }) => rule.clause.effect === "allow" && verdict === true);
  const asking = weighed.filter(({ rule, verdict }) => rule.clause.effect === "require_approval" && verdict !== false);
  const isPermitted = allowing.length > 0 || asking.some(({ verdict }) => verdict === true);
  if (!isPermitted) return refusal({ policy, call, weighed }, []);
  const price = policy.prices.get(call.operation);
  const limits = limitsOf(policy, call, weighed);
  if (!price && refusesUnpriced({ policy, call, weighed }, limits)) return unpriced(policy, call, weighed);
  const deciding = asking.length > 0 ? asking : allowing;
  return {
    decision: asking.length > 0 ? "require_approval" : "allow",
    code: asking.length > 0 ? "approval.request.pending" : null,
    rules: idsOf(deciding),
    reasons: reasonsOf(deciding),
    message: agentMessage({ policy, call, weighed, deciding, outcome: asking.length > 0 ? "ask" : "allow" }),
    respond: null,
    limits,
    ...pricing(price),
    ...afterRules(weighed),
    approval: mergeRequirements(asking.flatMap(({ rule }) => rule.requirement ?? [])),
    observed: null,
    considered: traces(weighed),
  };
}

type Pricing = Pick<Decision, "reserveMicros" | "isPriced" | "isReserveBound" | "cost" | "costSoFar">;

function pricing(price: ReservedPrice | undefined): Pricing {
  return {
    cost: price?.cost ?? null,
    costSoFar: price?.costSoFar ?? null,
    reserveMicros: price?.micros ?? 0n,
    isPriced: price !== undefined,
    isReserveBound: price?.isBound ?? false,
  };
}

/** A policy that only observes lets every known call through, without its limits and without asking anybody. */
function onlyObserved({ policy, call, weighed }: Weighing, whole: Decision): Decision {
  const reason = {
    code: "policy.observes",
    ruleId: null,
    text: "The policy only observes: nothing of it is enforced.",
  } as const;
  return {
    ...NOTHING,
    decision: "allow",
    code: null,
    reasons: [reason],
    message: "Allowed: the policy only observes.",
    ...pricing(policy.prices.get(call.operation)),
    costSoFar: null,
    observed: observation(whole, idsOf(weighed.filter(({ verdict }) => verdict !== false))),
    considered: whole.considered,
  };
}

function observation(whole: Decision, observing: readonly string[]): ObservedDecision {
  const { decision, code, rules, reasons, limits } = whole;
  return { decision, code, rules, reasons, limits, observing };
}

/**
 * An unknown price is not zero: where spending is bounded the call can't be counted. Each bound says for itself
 * whether such calls run: a rule's own as the rule says, else as the document does. A selected rule that says `deny`
 * refuses whosever bound it is.
 */
function refusesUnpriced({ policy, weighed }: Weighing, limits: readonly LimitSpec[]): boolean {
  const bounds = limits.filter(({ kind }) => kind === "spend");
  if (bounds.length === 0) return false;
  const usual = policy.document.unpriced;
  // Of the organization, an agent or a connection itself, or of a rule for an agent above: they have no say of their own.
  const ours = new Set(weighed.map(({ rule }) => rule.uid));
  if (usual === "deny" && bounds.some(({ ruleUid }) => ruleUid === null || !ours.has(ruleUid))) return true;
  return weighed.some(({ rule, verdict }) => {
    if (verdict === false || rule.clause.effect === "deny") return false;
    const hasBound = rule.limits.some(({ clause }) => clause.kind === "spend");
    return rule.clause.unpriced === "deny" || (hasBound && (rule.clause.unpriced ?? usual) === "deny");
  });
}

/** What rules can't name they can't judge: a call that holds it is refused before any of them looks. */
function undeclared(policy: CompiledPolicy, call: PolicyCall): Decision | null {
  const operation = policy.operations.get(call.operation);
  const problems = operation ? checkArguments(operation.inputSchema, call.args) : [];
  const [first] = problems;
  if (!first) return null;
  return {
    ...NOTHING,
    code: "call.arguments.invalid",
    reasons: problems.map(({ message }) => ({ code: "arguments.undeclared", ruleId: null, text: message })),
    message: `Refused: ${first.message}`,
    considered: [],
  };
}

/** Runs the conditions of the rules that look at such a call, by rule id. */
export function weighRules(policy: CompiledPolicy, call: PolicyCall): readonly Weighed[] {
  const operation = policy.operations.get(call.operation);
  if (!operation) return [];
  let variables: Frame["variables"] | null = null;
  const weighed: Weighed[] = [];
  for (const place of policy.index.candidates(call.agent, call.operation)) {
    const rule = policy.rules[place];
    if (!rule) continue;
    if (!rule.condition) {
      weighed.push({ rule, verdict: true });
      continue;
    }
    variables ??= variablesOf(call, operation, policy.defaultSchemas.get(operation.connection) ?? null);
    weighed.push({ rule, verdict: verdictOf(rule.condition, variables) });
  }
  return weighed;
}

/** A condition that can't even be made is one that can't be evaluated. */
function verdictOf(
  condition: NonNullable<CompiledRule["condition"]>,
  variables: Frame["variables"],
): Weighed["verdict"] {
  try {
    return condition().evaluate(variables);
  } catch {
    return new ConditionError("the condition could not be evaluated");
  }
}

function refusal({ policy, call, weighed }: Weighing, denying: readonly Weighed[]): Decision {
  const isDefault = denying.length === 0;
  const isByError = !isDefault && denying.every(({ verdict }) => verdict !== true);
  const code: DecisionCode = isDefault
    ? "policy.default.denied"
    : isByError
      ? "policy.condition.failed"
      : "policy.rule.denied";
  return {
    ...NOTHING,
    code,
    rules: idsOf(denying),
    reasons: isDefault ? defaultReasons(policy, call, weighed) : reasonsOf(denying),
    message: agentMessage({ policy, call, weighed, deciding: denying, outcome: isDefault ? "default" : "deny" }),
    redactions: { ...NO_REDACTIONS, arguments: redactionsOf(weighed).arguments },
    respond: denying.find(({ rule }) => rule.clause.onDeny !== null)?.rule.clause.onDeny ?? null,
    considered: traces(weighed),
  };
}

function unpriced(policy: CompiledPolicy, call: PolicyCall, weighed: readonly Weighed[]): Decision {
  return {
    ...NOTHING,
    code: "policy.price.unknown",
    reasons: [
      {
        code: "price.unknown",
        ruleId: null,
        text: `${call.operation} has no price, and a limit on spending applies to it.`,
      },
    ],
    message: agentMessage({ policy, call, weighed, deciding: [], outcome: "unpriced" }),
    considered: traces(weighed),
  };
}

const NOTHING = {
  decision: "deny",
  rules: [],
  respond: null,
  limits: [],
  reserveMicros: 0n,
  isPriced: false,
  isReserveBound: false,
  approval: null,
  redactions: NO_REDACTIONS,
  labels: [],
  cost: null,
  costSoFar: null,
  observed: null,
} as const;

/** Also the limits of an allow rule whose condition failed: an argument that breaks a condition must not escape its cap. */
function limitsOf(policy: CompiledPolicy, call: PolicyCall, weighed: readonly Weighed[]): readonly LimitSpec[] {
  return limitsOnCall(policy.nestedLimits, call, {
    organization: policy.organizationLimits,
    rulesOf: (counted) => {
      const looking = counted === call ? weighed : weighRules(policy, counted);
      return looking.filter(({ verdict }) => verdict !== false).flatMap(({ rule }) => rule.limits);
    },
  });
}

function idsOf(weighed: readonly Weighed[]): readonly string[] {
  return weighed.map(({ rule }) => rule.clause.id);
}

const VERBS = { allow: "allows", deny: "denies", require_approval: "asks people to approve" } as const;
const CODES = { allow: "rule.allows", deny: "rule.denies", require_approval: "rule.asks" } as const;

function reasonsOf(weighed: readonly Weighed[]): readonly Reason[] {
  return weighed.map(({ rule, verdict }) => {
    const { id, effect } = rule.clause;
    if (verdict instanceof ConditionError) {
      const text = `Rule "${id}" ${VERBS[effect]} the call because its condition failed: ${verdict.message}.`;
      return { code: "condition.error", ruleId: id, text };
    }
    return { code: CODES[effect], ruleId: id, text: `Rule "${id}" ${VERBS[effect]} the call.` };
  });
}

function defaultReasons(policy: CompiledPolicy, call: PolicyCall, weighed: readonly Weighed[]): readonly Reason[] {
  if (!policy.operations.has(call.operation)) {
    return [
      { code: "operation.unknown", ruleId: null, text: `${call.operation} is not an operation of this organization.` },
    ];
  }
  const failed = weighed.filter(({ verdict }) => verdict instanceof ConditionError);
  return [
    { code: "default.deny", ruleId: null, text: "No rule allows it." },
    ...failed.map(({ rule, verdict }): Reason => {
      const why = verdict instanceof ConditionError ? verdict.message : "";
      return {
        code: "condition.error",
        ruleId: rule.clause.id,
        text: `The condition of rule "${rule.clause.id}" failed: ${why}.`,
      };
    }),
  ];
}

function traces(weighed: readonly Weighed[]): readonly RuleTrace[] {
  return weighed.map(({ rule, verdict }) => {
    if (!(verdict instanceof ConditionError)) return verdict ? rule.whenSelected : rule.whenNot;
    return { ...rule.whenNot, outcome: "error", detail: verdict.message };
  });
}
