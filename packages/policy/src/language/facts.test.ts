import { describe, expect, it } from "vitest";
import { parsePolicy } from "../document/parse-policy.ts";
import { DEMO_CONTEXT } from "../fixtures/demo-policy.ts";
import { FUNCTION_SPECS } from "../functions/registry.ts";
import { validatePolicy } from "../validation/validate-policy.ts";
import { argumentFacts } from "./argument-facts.ts";
import { FUNCTION_FACTS } from "./function-facts.ts";

describe("what is told of functions", () => {
  it("covers every function that runs, and none that doesn't", () => {
    const told = FUNCTION_FACTS.filter(({ form, name }) => form !== "macro" && name !== "or_empty");
    const names = (facts: readonly { form: string; name: string }[]) =>
      facts.map(({ form, name }) => `${form} ${name}`).sort();
    expect(names(told)).toEqual(names(FUNCTION_SPECS));
  });

  it.each(FUNCTION_FACTS.map((fact) => [`${fact.form} ${fact.name}`, fact.example]))(
    "%s has an example that compiles",
    (_name, example) => {
      const open = DEMO_CONTEXT.operations.map((operation) => ({ ...operation, inputSchema: OPEN }));
      const parsed = parsePolicy(
        `version: 1\nlists: { partners: [x.io] }\nrules:\n  - { id: a, agents: [outreach], operations: [demo.search_web], effect: allow, when: ${JSON.stringify(example)} }\n`,
      );
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
      const problems = validatePolicy(parsed.document, { ...DEMO_CONTEXT, operations: open });
      expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
    },
  );
});

const ARGUMENTS = [
  ..."to cc domain recipients body tags items path file subject ticket country currency amount count account due link ip".split(
    " ",
  ),
  "query",
];
const OPEN = { type: "object", properties: Object.fromEntries(ARGUMENTS.map((name) => [name, {}])) };

describe("argumentFacts", () => {
  it("reads names, types, needs and values in the schema's order", () => {
    const schema = {
      type: "object",
      required: ["to"],
      properties: {
        to: { type: "string", description: "Who gets it." },
        priority: { enum: ["low", "high"] },
        count: { type: ["integer", "null"] },
        when: { anyOf: [{ type: "string" }, { type: "null" }] },
        mixed: { anyOf: [{ type: "string" }, { type: "number" }] },
        open: true,
      },
    };
    expect(
      argumentFacts(schema).map(({ name, type, isRequired, enum: values }) => [name, type, isRequired, values]),
    ).toEqual([
      ["to", "string", true, []],
      ["priority", "string", false, ['"low"', '"high"']],
      ["count", "integer", false, []],
      ["when", "string", false, []],
      ["mixed", "any", false, []],
      ["open", "any", false, []],
    ]);
  });

  it("finds none in a schema without properties", () => {
    expect(argumentFacts({})).toEqual([]);
  });
});
