import { isJsonObject, type JsonObject } from "@countersign/core";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { parsePolicy } from "../document/parse-policy.ts";
import { DYN } from "./cel-type.ts";
import { ConditionError } from "./cel-value.ts";
import { compileCondition } from "./compile-condition.ts";
import { argumentsType } from "./schema-type.ts";

vi.setConfig({ testTimeout: 60_000 });

const TOKENS = [
  "args",
  "lists",
  "person",
  "session",
  ".",
  ".a",
  ".constructor",
  ".__proto__",
  ".toString",
  "[0]",
  '["a"]',
  "(",
  ")",
  "(args.a, 1)",
  "!",
  "-",
  "&&",
  "||",
  "==",
  "!=",
  "<",
  " in ",
  "?",
  ":",
  "1",
  "2.5",
  "9007199254740993",
  "5u",
  "null",
  "true",
  '"x"',
  "b'x'",
  "has(args.a)",
  "[1, 2]",
  "{}",
  "{1: 2}",
  "size",
  ".size()",
  ".all(x, ",
  ".exists(x, x",
  ".map(args, 1)",
  "emails(",
  "in_list(",
  ".or_empty()",
  ".matches('(')",
  ".constructor(1, 2)",
  "hasOwnProperty(1)",
  "timestamp('x')",
  "x",
  "int",
];

const noise = fc.oneof(
  fc.array(fc.constantFrom(...TOKENS), { maxLength: 12 }).map((tokens) => tokens.join("")),
  fc.string({ maxLength: 40 }),
);

const json = fc.jsonValue({ maxDepth: 3 }).map((value) => (isJsonObject(value) ? value : { a: value }) as JsonObject);

describe("any text as a condition", () => {
  it("compiles to something that answers true, false or an error, and never throws", () => {
    const types = [DYN, argumentsType({ type: "object", properties: { a: { type: "string" } } })];
    fc.assert(
      fc.property(noise, json, fc.constantFrom(...types), (text, args, type) => {
        const condition = compileCondition(text, { argumentsType: type, lists: { a: ["x"] } });
        const value = condition.evaluate({ args, person: null, session: { labels: [] } });
        expect(typeof value === "boolean" || value instanceof ConditionError).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("any schema", () => {
  it("gives a type of arguments and never throws", () => {
    const schema = fc
      .jsonValue({ maxDepth: 4 })
      .map((value) => ({ type: "object", properties: value, allOf: [value], $ref: "#" }) as JsonObject);
    fc.assert(
      fc.property(fc.oneof(json, schema), (value) => {
        expect(argumentsType(value).kind).toBe("map");
      }),
    );
    const endless: JsonObject = { properties: { a: { $ref: "#" } } };
    expect(argumentsType(endless).kind).toBe("map");
  });
});

describe("any text as a document", () => {
  const parts = fc.constantFrom(
    "version: 1",
    "rules:",
    "  - id: a",
    "    agents: [x]",
    "    when: a",
    "lists: {a: [b]}",
    "- ",
    "[",
    "{",
    "}",
    "? ",
    ": ",
    "|",
    ">",
    '"',
    "'",
    "\t",
    "---",
    "# x",
    "!!x",
    "&a",
    "*a",
    "<<: 1",
    "\u0002",
    "\u001f",
  );
  it("is read or refused with a place, and never throws", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(parts, fc.string({ maxLength: 10 })), { maxLength: 12 }), (lines) => {
        const parsed = parsePolicy(lines.join("\n"));
        if (parsed.ok) return;
        expect(parsed.problems.length).toBeGreaterThan(0);
        for (const problem of parsed.problems) expect(problem.line * problem.column).toBeGreaterThan(0);
      }),
      { numRuns: 2_000 },
    );
  });
});
