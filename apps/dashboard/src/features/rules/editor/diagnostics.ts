import type { Diagnostic } from "@codemirror/lint";
import type { Text } from "@codemirror/state";
import type { PolicyProblemView } from "#server/views/policy.ts";

/** Problems as marks in the text: from the place they name to the end of the word, or of the line. */
export function diagnostics(problems: readonly PolicyProblemView[], text: Text): Diagnostic[] {
  return problems.map((problem) => ({
    ...rangeOf(problem, text),
    severity: problem.severity === "error" ? "error" : "warning",
    message: `${problem.message} ${problem.fix}`.trim(),
  }));
}

/** Where a problem stands in a text that may have changed since: always a place that exists. */
export function rangeOf(
  { line, column }: Pick<PolicyProblemView, "line" | "column">,
  text: Text,
): { readonly from: number; readonly to: number } {
  const at = text.line(Math.min(Math.max(line ?? 1, 1), text.lines));
  const from = Math.min(at.from + Math.max((column ?? 1) - 1, 0), at.to);
  const word = /^[^\s,[\]{}]+/.exec(at.text.slice(from - at.from))?.[0] ?? "";
  if (word !== "") return { from, to: from + word.length };
  return { from: from < at.to ? from : at.from + indentOf(at.text), to: at.to };
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
