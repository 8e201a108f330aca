import { type PolicyTestResult, policyTestCall, testResult } from "@countersign/policy";
import type { Command } from "../../command.ts";
import { Decider } from "../../decider/decider.ts";
import { fileOptions } from "../../options.ts";
import { type LoadedPolicy, loadPolicy } from "../../policy-file/load-policy.ts";
import { printable } from "../../policy-file/problem-lines.ts";

/** Runs the tests that stand in a policy. Exits with 1 if one fails. */
export const testCommand: Command = {
  usage: "policy test FILE [--context FILE] [--json]",
  summary: "Runs the tests that stand in a policy.",
  async run(args, streams) {
    const options = fileOptions(args);
    const loaded = await loadPolicy(options, streams);
    if (loaded === null) return 2;
    const results = runTests(loaded);
    const failed = results.filter(({ passed }) => !passed);
    if (options.json)
      streams.output.write(`${JSON.stringify({ ...options, ok: failed.length === 0, tests: results.map(told) })}\n`);
    else streams.output.write(reportOf(options.file, loaded, results));
    return failed.length === 0 ? 0 : 1;
  },
};

function runTests({ document, organization }: LoadedPolicy): readonly PolicyTestResult[] {
  const decider = new Decider(document, organization);
  return document.tests.map((test, index) => {
    const operation = decider.completed({ id: test.call, inputSchema: null, class: null, defaultSchema: null });
    const call = policyTestCall(test, decider.tagsOf(test.as));
    return testResult({ test, index }, decider.decide(operation, call));
  });
}

function told({ index, passed, expected, actual, decision }: PolicyTestResult) {
  const { rules, reasons, considered } = decision;
  return { index, passed, expected, actual, rules, reasons: reasons.map(({ text }) => text), considered };
}

function reportOf(file: string, { document }: LoadedPolicy, results: readonly PolicyTestResult[]): string {
  const lines = results.flatMap((result) => {
    if (result.passed) return [];
    const { index, expected, actual, decision } = result;
    const { line, column } = document.positions.at(["tests", index]);
    const test = document.tests[index];
    return [
      `${file}:${line}:${column}: failed: ${test?.as} calls ${test?.call}: expected ${expected}, but the policy says ${actual}.`,
      ...decision.reasons.map(({ text }) => `  ${text}`),
      ...decision.considered.map(
        ({ ruleId, outcome, detail }) => `  ${ruleId}: ${outcome.replace("_", " ")}, ${detail}`,
      ),
    ];
  });
  const passed = results.filter(({ passed }) => passed).length;
  return `${[...lines, `${passed} of ${results.length} ${results.length === 1 ? "test" : "tests"} passed.`].map(printable).join("\n")}\n`;
}
