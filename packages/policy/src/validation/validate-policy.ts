import { compilePolicy } from "../decision/compile-policy.ts";
import type { CompiledPolicy } from "../decision/compiled-policy.ts";
import type { PolicyDocument } from "../document/policy-document.ts";
import { byPlace, type PolicyProblem } from "../document/problem.ts";
import type { PolicyContext } from "../policy-context.ts";
import { checkAsking } from "./check-asking.ts";
import { checkCosts, checkPrices } from "./check-prices.ts";
import { checkReach, checkSelection } from "./check-selection.ts";
import { ProblemList } from "./problem-list.ts";
import { runPolicyTests } from "./run-policy-tests.ts";

/**
 * Checks a document against an organization: agents, operations, lists and arguments that don't exist, type errors in
 * conditions, rules that can never apply, tests that fail. Sorted by place. Any `error` keeps it from being published.
 */
export function validatePolicy(document: PolicyDocument, context: PolicyContext): readonly PolicyProblem[] {
  const policy = compilePolicy(document, context);
  const list = new ProblemList(document);
  checkSelection(policy, list);
  checkConditions(policy, list);
  checkAsking(policy, list);
  checkPrices(policy, list);
  checkTests(policy, list);
  checkObserving(policy, list);
  return list.problems.sort(byPlace);
}

/**
 * Checks what needs no organization: conditions, approvers, price expressions, rules that never apply. Agents,
 * operations and arguments are taken as they are written, and tests aren't run.
 */
export function validateDocument(document: PolicyDocument): readonly PolicyProblem[] {
  const policy = compilePolicy(document, NOBODY);
  const list = new ProblemList(document);
  checkReach(policy, list);
  checkConditions(policy, list);
  checkAsking(policy, list);
  checkCosts(policy, list);
  checkObserving(policy, list);
  return list.problems.sort(byPlace);
}

const NOBODY: PolicyContext = { agents: [], connections: [], operations: [], timeZone: "UTC" };

/** That nothing is enforced must be said wherever the policy is looked at. */
function checkObserving({ document }: CompiledPolicy, list: ProblemList): void {
  if (!document.observe) return;
  list.add(["observe"], {
    severity: "warning",
    code: "policy.observe.on",
    message: "Nothing of this policy is enforced: every call runs, and it is only noted what would have become of it.",
    fix: "Remove observe once you have seen what the policy would do.",
  });
}

function checkConditions(policy: CompiledPolicy, list: ProblemList): void {
  for (const { place, condition } of policy.rules) {
    for (const { offset, ...text } of condition?.().problems ?? [])
      list.addWithin(["rules", place, "when"], offset, text);
  }
}

function checkTests(policy: CompiledPolicy, list: ProblemList): void {
  const agents = new Set(policy.context.agents.map((agent) => agent.name));
  for (const [index, test] of policy.document.tests.entries()) {
    if (!agents.has(test.as)) {
      list.add(["tests", index, "as"], {
        severity: "error",
        code: "test.agent.unknown",
        message: `There is no agent called ${test.as}.`,
        fix: "Check the spelling, or make the agent first.",
      });
    }
    if (!policy.operations.has(test.call)) {
      list.add(["tests", index, "call"], {
        severity: "error",
        code: "test.operation.unknown",
        message: `There is no operation called ${test.call}.`,
        fix: "Check the spelling, or connect it first.",
      });
    }
  }
  for (const result of runPolicyTests(policy)) {
    if (result.passed) continue;
    const [reason] = result.decision.reasons;
    list.add(["tests", result.index], {
      severity: "error",
      code: "test.decision.differs",
      message:
        `This test expects ${result.expected}, but the policy says ${result.actual}. ${reason?.text ?? ""}`.trim(),
      fix: "Change the rule or the test.",
    });
  }
}
