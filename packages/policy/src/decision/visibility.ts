import type { ContextAgent } from "../policy-context.ts";
import type { CompiledPolicy } from "./compiled-policy.ts";

export type Visibility = "allowed" | "approval" | "never";

/**
 * What an agent could at best get for an operation, whatever its arguments: for lists of tools. Conditions are left
 * out, so that a rule about arguments still shows the tool; a deny or an approval without condition always holds.
 * Rules that only observe count for nothing, and under a policy that only observes every operation runs.
 */
export function visibility(policy: CompiledPolicy, agent: ContextAgent, operationId: string): Visibility {
  if (policy.document.observe) return policy.operations.has(operationId) ? "allowed" : "never";
  const candidates = policy.index.candidates(agent, operationId).flatMap((place) => policy.rules[place] ?? []);
  const rules = candidates.filter(({ clause }) => !clause.observe);
  const always = (effect: string) => rules.some((rule) => rule.clause.effect === effect && isAlways(rule.clause.when));
  const maybe = (effect: string) => rules.some((rule) => rule.clause.effect === effect && rule.clause.when !== "false");
  if (always("deny")) return "never";
  if (always("require_approval")) return "approval";
  if (maybe("allow")) return "allowed";
  return maybe("require_approval") ? "approval" : "never";
}

function isAlways(when: string | null): boolean {
  return when === null || when === "true";
}
