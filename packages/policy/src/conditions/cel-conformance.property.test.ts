import { celEnv, isCelError, parse, plan } from "@bufbuild/cel";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DYN } from "./cel-type.ts";
import { ConditionError } from "./cel-value.ts";
import { compileCondition } from "./compile-condition.ts";

/**
 * Expressions on which CEL and we agree about what is defined: no null, no comparison of two kinds, no number of JSON
 * in integer arithmetic. Each generator makes text of one type.
 */
const numbers = fc.letrec<{ number: string }>((tie) => ({
  number: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.integer({ min: 0, max: 20 }).map(String),
    fc.constantFrom("size(args.tags)", "args.name.size()"),
    fc
      .tuple(tie("number"), fc.constantFrom("+", "-", "*", "/", "%"), tie("number"))
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    tie("number").map((a) => `-(${a})`),
  ),
})).number;

const texts = fc.constantFrom(
  "args.name",
  '"a"',
  '"ab"',
  '"é"',
  'args.name + "b"',
  "args.tags[0]",
  "args.tags[5]",
  'args["name"]',
);

const booleans = fc.letrec<{ bool: string }>((tie) => ({
  bool: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom("true", "false", "args.flag", "has(args.name)", "has(args.missing)"),
    fc
      .tuple(numbers, fc.constantFrom("==", "!=", "<", "<=", ">", ">="), numbers)
      .map(([a, op, b]) => `${a} ${op} ${b}`),
    fc
      .tuple(fc.constantFrom("args.count", "args.ratio"), fc.constantFrom("==", "!=", "<", ">="), numbers)
      .map(([a, op, b]) => `${a} ${op} ${b}`),
    fc.tuple(texts, fc.constantFrom("==", "!=", "<", ">"), texts).map(([a, op, b]) => `${a} ${op} ${b}`),
    fc
      .tuple(texts, fc.constantFrom("startsWith", "endsWith", "contains"), texts)
      .map(([a, method, b]) => `(${a}).${method}(${b})`),
    fc.tuple(texts, fc.constantFrom("a+", "^b", "[ab]b$", ".")).map(([a, pattern]) => `(${a}).matches("${pattern}")`),
    texts.map((a) => `${a} in args.tags`),
    texts.map((a) => `${a} in ["a", "b"]`),
    fc
      .tuple(fc.constantFrom("all", "exists", "exists_one"), fc.constantFrom("<", "==", "!="), texts)
      .map(([macro, op, a]) => `args.tags.${macro}(t, t ${op} ${a})`),
    fc.constantFrom('args.tags.filter(t, t != "a").size() == 1', 'args.tags.map(t, t + "x") == ["ax", "bx"]'),
    fc.tuple(tie("bool"), fc.constantFrom("&&", "||"), tie("bool")).map(([a, op, b]) => `(${a}) ${op} (${b})`),
    tie("bool").map((a) => `!(${a})`),
    fc.tuple(tie("bool"), tie("bool"), tie("bool")).map(([a, b, c]) => `((${a}) ? (${b}) : (${c}))`),
  ),
})).bool;

const argsArbitrary = fc.record(
  {
    name: fc.constantFrom("a", "ab", "b", ""),
    tags: fc.array(fc.constantFrom("a", "b", "ab"), { maxLength: 3 }),
    flag: fc.boolean(),
    count: fc.integer({ min: -5, max: 20 }),
    ratio: fc.constantFrom(0.5, 2, 2.5, -1),
  },
  { noNullPrototype: true },
);

const env = celEnv();

describe("our evaluation of CEL", () => {
  it("agrees with the library's wherever both are defined", () => {
    fc.assert(
      fc.property(booleans, argsArbitrary, (text, args) => {
        const theirs = plan(env, parse(text))({ args });
        const ours = compileCondition(text, { argumentsType: DYN, lists: {} }).evaluate({ args });
        if (isCelError(theirs)) expect(ours, text).toBeInstanceOf(ConditionError);
        else expect(ours, text).toBe(theirs);
      }),
      { numRuns: 1_000 },
    );
  }, 60_000);
});
