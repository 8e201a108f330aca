import type { Refusal } from "@countersign/contracts";

/** The value of an outcome. A refusal ends the seed: its detail says what to change. */
export function granted<T>(
  outcome: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal },
): T {
  if (outcome.ok) return outcome.value;
  const { detail, problems = [] } = outcome.refusal;
  const lines = problems.map(
    (problem) => `  ${problem.path}${problem.line ? `, line ${problem.line}` : ""}: ${problem.message}`,
  );
  throw new Error([detail, ...lines].join("\n"));
}
