import { canonicalJson, isJsonObject, type JsonValue } from "@countersign/core";
import type { PolicyCall } from "../policy-call.ts";
import type { CompiledPolicy } from "./compiled-policy.ts";
import { decide } from "./decide.ts";
import type { Decision, RuleTrace } from "./decision.ts";

const MAX_SHOWN = 200;

export interface SeenValue {
  /** `args.domain`. */
  readonly path: string;
  /** JSON, cut at 200 characters; null when it was absent. */
  readonly value: string | null;
}

export interface RuleExplanation extends RuleTrace {
  readonly when: string | null;
  /** The arguments its condition looked at. They may be secret: callers redact them as they redact arguments. */
  readonly saw: readonly SeenValue[];
}

export interface Explanation {
  readonly decision: Decision;
  readonly rules: readonly RuleExplanation[];
}

/** A decision with every rule considered, why it was or wasn't selected, and what its condition saw. For people. */
export function explain(policy: CompiledPolicy, call: PolicyCall): Explanation {
  const decision = decide(policy, call);
  const byId = new Map(policy.rules.map((rule) => [rule.clause.id, rule]));
  const rules = decision.considered.map((trace): RuleExplanation => {
    const rule = byId.get(trace.ruleId);
    const saw = (rule?.condition?.().reads ?? []).map((path) => ({ path, value: show(call, path) }));
    return { ...trace, when: rule?.clause.when ?? null, saw };
  });
  return { decision, rules };
}

function show(call: PolicyCall, path: string): string | null {
  let value: JsonValue | undefined = call.args;
  for (const name of path.split(".").slice(1)) {
    value = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  }
  if (value === undefined || value === null) return null;
  const text = canonicalJson(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
