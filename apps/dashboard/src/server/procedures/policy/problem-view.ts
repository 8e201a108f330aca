import type { PolicyProblem } from "@countersign/policy";

/** A problem of a policy document as the API shows it. */
export function problemView(problem: PolicyProblem) {
  const { severity, path, line, column, message, fix } = problem;
  return { severity, path, line: line ?? null, column: column ?? null, message, fix };
}
