import type { CompiledPolicy } from "../decision/compiled-policy.ts";
import { decide } from "../decision/decide.ts";
import type { Decision } from "../decision/decision.ts";
import type { Effect, TestClause } from "../document/policy-document.ts";
import type { PolicyCall } from "../policy-call.ts";

export interface PolicyTestResult {
  /** Its place under `tests`. */
  readonly index: number;
  readonly passed: boolean;
  readonly expected: Effect;
  readonly actual: Effect;
  readonly decision: Decision;
}

/** Noon of a working day, for tests that don't say when: every run must decide the same. */
const DEFAULT_NOW_MS = Date.UTC(2026, 0, 7, 12);

/** Runs the document's own `tests` against it. Agents are those of the context; others are taken as having no tags. */
export function runPolicyTests(policy: CompiledPolicy): readonly PolicyTestResult[] {
  return policy.document.tests.map((test, index) => {
    const tags = policy.context.agents.find((agent) => agent.name === test.as)?.tags ?? [];
    return testResult({ test, index }, decide(policy, policyTestCall(test, tags)));
  });
}

/** What a test says, compared with what was decided. */
export function testResult(
  { test, index }: { readonly test: TestClause; readonly index: number },
  decision: Decision,
): PolicyTestResult {
  return {
    index,
    passed: decision.decision === test.expect,
    expected: test.expect,
    actual: decision.decision,
    decision,
  };
}

/** The call that a test describes; without `now`, at a fixed moment. */
export function policyTestCall(test: TestClause, tags: readonly string[]): PolicyCall {
  return {
    agent: { id: test.as, name: test.as, tags },
    instance: { id: "test", name: "test", proved: true },
    person: test.person,
    operation: test.call,
    args: test.with,
    session: { labels: test.labels },
    nowMs: test.nowMs ?? DEFAULT_NOW_MS,
  };
}
