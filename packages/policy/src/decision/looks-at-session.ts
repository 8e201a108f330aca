import type { RuleClause } from "../document/policy-document.ts";
import type { ContextAgent } from "../policy-context.ts";
import type { CompiledPolicy } from "./compiled-policy.ts";

/** Whether a rule's condition may look at the session. Says yes too often rather than too seldom. */
export function readsSession({ when }: Pick<RuleClause, "when">): boolean {
  return when?.includes("session") ?? false;
}

/** Whether what a policy says of such a call may depend on the labels of its session. */
export function looksAtSession(policy: CompiledPolicy, agent: ContextAgent, operation: string): boolean {
  if (!policy.readsSession) return false;
  return policy.index.candidates(agent, operation).some((place) => {
    const rule = policy.rules[place];
    return rule !== undefined && readsSession(rule.clause);
  });
}
