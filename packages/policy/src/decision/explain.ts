import { canonicalJson, type JsonValue } from "@countersign/core";
import { type CelResult, CelTime, ConditionError, type Frame, isObject } from "../conditions/cel-value.ts";
import type { PolicyCall } from "../policy-call.ts";
import type { CompiledPolicy } from "./compiled-policy.ts";
import { decide } from "./decide.ts";
import type { Decision, RuleTrace } from "./decision.ts";
import { variablesOf } from "./variables.ts";

const MAX_SHOWN = 200;

export interface SeenValue {
  /** `args.domain`, `session.labels`, `now`. */
  readonly path: string;
  /** JSON, cut at 200 characters; null when it was absent. */
  readonly value: string | null;
}

export interface RuleExplanation extends RuleTrace {
  readonly when: string | null;
  /** What of the call its condition looked at. Arguments may be secret: callers redact all of it as they redact those. */
  readonly saw: readonly SeenValue[];
}

export interface Explanation {
  readonly decision: Decision;
  readonly rules: readonly RuleExplanation[];
}

/** A decision with every rule considered, why it was or wasn't selected, and what its condition saw. For people. */
export function explain(policy: CompiledPolicy, call: PolicyCall): Explanation {
  const decision = decide(policy, call);
  const operation = policy.operations.get(call.operation);
  const variables = operation ? variablesOf(call, operation, null) : {};
  const byId = new Map(policy.rules.map((rule) => [rule.clause.id, rule]));
  const rules = decision.considered.map((trace): RuleExplanation => {
    const rule = byId.get(trace.ruleId);
    const saw = (rule?.condition?.().sees ?? []).map((path) => ({ path, value: show(variables, path) }));
    return { ...trace, when: rule?.clause.when ?? null, saw };
  });
  return { decision, rules };
}

function show(variables: Frame["variables"], path: string): string | null {
  const [variable = "", ...fields] = path.split(".");
  let value: CelResult | undefined = Object.hasOwn(variables, variable) ? variables[variable] : undefined;
  for (const name of fields) {
    value = value !== undefined && isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  }
  if (value === undefined || value === null || value instanceof ConditionError) return null;
  const text = value instanceof CelTime ? new Date(value.ms).toISOString() : canonicalJson(value as JsonValue);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
