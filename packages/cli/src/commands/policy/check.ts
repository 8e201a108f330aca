import { type PolicyProblem, validateDocument, validatePolicy } from "@countersign/policy";
import type { Command } from "../../command.ts";
import { fileOptions } from "../../options.ts";
import { problemLines } from "../../policy-file/problem-lines.ts";
import { readContext } from "../../policy-file/read-context.ts";
import { readPolicyFile } from "../../policy-file/read-policy-file.ts";

/** Says what is wrong with a policy. Exits with 1 if it couldn't be published, warnings alone are fine. */
export const checkCommand: Command = {
  usage: "policy check FILE [--context FILE] [--json]",
  summary: "Says what is wrong with a policy, by line and column.",
  async run(args, { output, errors }) {
    const { file, json, context } = fileOptions(args);
    const organization = context === null ? null : await readContext(context);
    const read = await readPolicyFile(file);
    if (read.kind === "unreadable") {
      errors.write(`countersign: ${read.message}\n`);
      return 2;
    }
    const { parsed } = read;
    const problems = !parsed.ok
      ? parsed.problems
      : organization === null
        ? validateDocument(parsed.document)
        : validatePolicy(parsed.document, organization);
    const failed = problems.filter(({ severity }) => severity === "error").length;
    if (json) output.write(`${JSON.stringify({ file, ok: failed === 0, problems })}\n`);
    else output.write(`${problemLines(file, problems)}${summary(problems, failed)}\n`);
    return failed === 0 ? 0 : 1;
  },
};

function summary(problems: readonly PolicyProblem[], failed: number): string {
  const warned = problems.length - failed;
  if (problems.length === 0) return "No problems.";
  return `${failed} ${failed === 1 ? "error" : "errors"}, ${warned} ${warned === 1 ? "warning" : "warnings"}.`;
}
