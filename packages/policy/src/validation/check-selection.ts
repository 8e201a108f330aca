import type { CompiledPolicy } from "../decision/compiled-policy.ts";
import type { RuleClause } from "../document/policy-document.ts";
import { matchesAgent, matchesOperation } from "../selection/patterns.ts";
import type { ProblemList } from "./problem-list.ts";

const MAX_PAIRS = 10_000;

/** Agents and operations that nobody has, and rules that can never apply. */
export function checkSelection(policy: CompiledPolicy, list: ProblemList): void {
  const { context } = policy;
  for (const { place, clause } of policy.rules) {
    clause.agents.forEach((pattern, at) => {
      if (context.agents.some((agent) => matchesAgent(pattern, agent))) return;
      const isOpen = pattern.includes("*") || pattern.startsWith("tag:");
      list.add(["rules", place, "agents", at], {
        severity: isOpen ? "warning" : "error",
        code: "rule.agent.unknown",
        message: isOpen ? `No agent matches ${pattern} yet.` : `There is no agent called ${pattern}.`,
        fix: `Check the spelling, or make the agent first.`,
      });
    });
    clause.operations.forEach((pattern, at) => {
      if (context.operations.some((operation) => matchesOperation(pattern, operation))) return;
      const isOpen = pattern.includes("*") || pattern.startsWith("class:");
      list.add(["rules", place, "operations", at], {
        severity: isOpen ? "warning" : "error",
        code: "rule.operation.unknown",
        message: isOpen ? `No operation matches ${pattern} yet.` : unknownOperation(pattern, policy),
        fix: "Check the spelling against the connection's operations, or connect it first.",
      });
    });
  }
  checkReach(policy, list);
}

function unknownOperation(pattern: string, policy: CompiledPolicy): string {
  const connection = pattern.slice(0, pattern.indexOf("."));
  const isConnected = policy.context.connections.some(({ name }) => name === connection);
  return isConnected
    ? `Connection ${connection} has no operation ${pattern}.`
    : `There is no connection called ${connection}.`;
}

/** A rule that a deny without condition covers wherever it applies, or whose condition is the word false. */
export function checkReach(policy: CompiledPolicy, list: ProblemList): void {
  const denies = policy.rules.filter(
    ({ clause }) => clause.effect === "deny" && (clause.when === null || clause.when === "true"),
  );
  for (const { place, clause } of policy.rules) {
    if (clause.when === "false") {
      list.add(["rules", place, "when"], {
        severity: "warning",
        code: "rule.reach.empty",
        message: `Rule ${clause.id} never applies: its condition is false.`,
        fix: "Remove the rule, or give it a condition.",
      });
    }
    const cover = clause.effect === "deny" ? null : coveringDeny(policy, clause, denies);
    if (cover === null) continue;
    list.add(["rules", place], {
      severity: "error",
      code: "rule.reach.empty",
      message: `Rule ${clause.id} can never apply: ${cover} denies every call it selects.`,
      fix: `Narrow ${cover}, or remove this rule.`,
    });
  }
}

function coveringDeny(policy: CompiledPolicy, clause: RuleClause, denies: CompiledPolicy["rules"]): string | null {
  if (denies.length === 0) return null;
  const agents = policy.context.agents.filter((agent) => clause.agents.some((pattern) => matchesAgent(pattern, agent)));
  const operations = policy.context.operations.filter((one) =>
    clause.operations.some((pattern) => matchesOperation(pattern, one)),
  );
  if (agents.length === 0 || operations.length === 0 || agents.length * operations.length > MAX_PAIRS) return null;
  let cover: string | null = null;
  for (const agent of agents) {
    for (const operation of operations) {
      const deny = denies.find(
        (candidate) =>
          candidate.clause.agents.some((pattern) => matchesAgent(pattern, agent)) &&
          candidate.clause.operations.some((pattern) => matchesOperation(pattern, operation)),
      );
      if (!deny) return null;
      cover = deny.clause.id;
    }
  }
  return cover;
}
