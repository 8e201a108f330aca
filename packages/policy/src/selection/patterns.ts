import { matchesGlob, matchesWildcard } from "@countersign/core";
import type { OperationClass } from "../document/policy-document.ts";

/** Whether one of a rule's agent patterns (name, glob, `tag:x`) names this agent. */
export function matchesAgent(
  pattern: string,
  agent: { readonly name: string; readonly tags: readonly string[] },
): boolean {
  if (pattern.startsWith("tag:")) return agent.tags.includes(pattern.slice("tag:".length));
  return matchesWildcard(pattern, agent.name);
}

/** Whether one of a rule's operation patterns (glob over `connection.operation`, `class:x`) names this operation. */
export function matchesOperation(
  pattern: string,
  operation: { readonly id: string; readonly class: OperationClass },
): boolean {
  if (pattern.startsWith("class:")) return pattern.slice("class:".length) === operation.class;
  return matchesGlob(pattern, operation.id);
}
