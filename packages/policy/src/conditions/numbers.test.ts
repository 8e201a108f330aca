import { type JsonObject, parseStrictJson } from "@countersign/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DYN } from "./cel-type.ts";
import { ConditionError } from "./cel-value.ts";
import { compileCondition } from "./compile-condition.ts";

const SCOPE = { argumentsType: DYN, lists: { kinds: ["low", "high"] } };

/** A condition over arguments as they arrive: as JSON text. */
function run(text: string, json: string): boolean | "error" | "refused" {
  const parsed = parseStrictJson(json);
  if (!parsed.ok) return "refused";
  const value = compileCondition(text, SCOPE).evaluate({ args: parsed.value as JsonObject });
  return value instanceof ConditionError ? "error" : value;
}

describe("P16: numbers are compared by value", () => {
  it.each<[string, string, boolean | "error" | "refused"]>([
    ["args.n == 5", '{"n":5}', true],
    ["args.n == 5", '{"n":5.0}', true],
    ["args.n == 5.0", '{"n":5}', true],
    ["args.n == 100", '{"n":1e2}', true],
    ["args.n == 0", '{"n":-0}', true],
    ["args.n >= 0", '{"n":-0.0}', true],
    ["args.n < 0", '{"n":-5e-324}', true],
    ["args.n <= 500", '{"n":500.0000000001}', false],
    ["args.n <= 500", '{"n":499.9999999999}', true],
    ["args.n <= 0.3", '{"n":0.3}', true],
    ["args.n > 9007199254740991", '{"n":9007199254740992}', true],
    ["args.n == 9007199254740992", '{"n":9007199254740993}', "refused"],
    ["args.n <= 500", '{"n":1e400}', "refused"],
    ["args.n == 0.1", '{"n":0.1000000000000000055}', "refused"],
    ["args.n <= 500", '{"n":"5"}', "error"],
    ["args.n <= 500", '{"n":""}', "error"],
    ["args.n == 5", '{"n":"5"}', "error"],
    ["args.n != 5", '{"n":"5"}', "error"],
    ["!(args.n > 500)", '{"n":"501"}', "error"],
    ["args.n <= 500", '{"n":true}', "error"],
    ["args.n <= 500", '{"n":null}', "error"],
    ["args.n <= 500", '{"n":[5]}', "error"],
    ["args.n <= 500", '{"n":{}}', "error"],
    ["args.n <= 500", "{}", "error"],
    ["args.n in [1, 2, 3]", '{"n":2.0}', true],
    ["args.n in [1, 2, 3]", '{"n":2.5}', false],
    ["args.n in [1, 2, 3]", '{"n":"2"}', "error"],
    ["args.n in [0.1, 0.2]", '{"n":0.1}', true],
    ["!(args.n in [1, 2])", '{"n":"1"}', "error"],
    ["args.n == 9007199254740992.0", '{"n":9007199254740992}', true],
  ])("%s over %s is %s", (text, json, expected) => {
    expect(run(text, json)).toBe(expected);
  });
});

describe("P16: arithmetic has no surprises", () => {
  it.each<[string, string, boolean | "error"]>([
    ["0.1 + 0.2 == 0.3", "{}", true],
    ["args.a + args.b == 0.3", '{"a":0.1,"b":0.2}', true],
    ["args.a + args.b <= 0.3", '{"a":0.1,"b":0.2}', true],
    ["args.a * 3 == 59.97", '{"a":19.99}', true],
    ["args.a * 100 == 7", '{"a":0.07}', true],
    ["args.a - 0.9 == 0.1", '{"a":1}', true],
    ["args.a * 1.1 <= 121", '{"a":110}', true],
    ["args.a + 1 > args.a", '{"a":9007199254740992}', "error"],
    ["args.a + 0.1 > args.a", '{"a":9007199254740992}', "error"],
    ["args.a * args.a > 0", '{"a":0.12345678901}', "error"],
    ["args.a * 10.0 > 0", '{"a":1.7976931348623157e308}', "error"],
    ["args.a + args.b > 0", '{"a":1e300,"b":1e-300}', "error"],
    ["args.a / 4 == 2.5", '{"a":10}', true],
    ["args.a / 0 > 1", '{"a":10}', "error"],
    ["args.a / args.b > 1", '{"a":0,"b":0}', "error"],
    ["args.a % 3 == 1", '{"a":10}', true],
    ["args.a % 0 == 0", '{"a":10}', "error"],
    ["args.a % 2 == 0.5", '{"a":2.5}', "error"],
    ["1 / 0 == 0", "{}", "error"],
    ["7 / 2 == 3", "{}", true],
    ["-7 / 2 == -3", "{}", true],
    ["-7 % 2 == -1", "{}", true],
    ["4611686018427387904 * 2 > 0", "{}", "error"],
    ["9007199254740992 * 1024 * 1024 > 0", "{}", "error"],
    ["-args.a == -5", '{"a":5}', true],
    ['args.a + "1" == "51"', '{"a":5}', "error"],
    ["args.a + 1 == 6", '{"a":"5"}', "error"],
    ["args.a + args.b == 6", '{"a":5,"b":true}', "error"],
    ["int(args.a) == 2", '{"a":2.9}', true],
    ["int(args.a) == -2", '{"a":-2.9}', true],
    ["int(args.a) > 0", '{"a":1e300}', "error"],
    ["int(args.a) == 5", '{"a":"5"}', "error"],
    ["double(args.a) == 5.0", '{"a":"5"}', "error"],
    ["string(args.a) == '5'", '{"a":5.0}', true],
  ])("%s over %s is %s", (text, json, expected) => {
    expect(run(text, json)).toBe(expected);
  });

  it("adds and multiplies as decimals do, for any two of a few digits", () => {
    const decimals = fc.tuple(fc.integer({ min: -99_999, max: 99_999 }), fc.integer({ min: 0, max: 5 }));
    const text = ([digits, scale]: readonly [number, number]): string => `${digits}e-${scale}`;
    fc.assert(
      fc.property(decimals, decimals, ([a, aScale], [b, bScale]) => {
        const json = `{"a":${text([a, aScale])},"b":${text([b, bScale])}}`;
        const scale = Math.max(aScale, bScale);
        const sum = BigInt(a) * 10n ** BigInt(scale - aScale) + BigInt(b) * 10n ** BigInt(scale - bScale);
        const product = BigInt(a) * BigInt(b);
        const args = `{"a":${text([a, aScale])},"b":${text([b, bScale])},"s":${sum}e-${scale},"p":${product}e-${aScale + bScale}}`;
        expect(run("args.a + args.b == args.s && args.s - args.b == args.a", args)).toBe(true);
        expect(run("args.a * args.b == args.p", args)).toBe(true);
        expect(run("args.a < args.b || args.a > args.b || args.a == args.b", json)).toBe(true);
      }),
    );
  });
});

describe("P16: choices are exact", () => {
  it.each<[string, string, boolean | "error"]>([
    ['args.k in ["low", "high"]', '{"k":"low"}', true],
    ["args.k in lists.kinds", '{"k":"high"}', true],
    ['args.k in ["low", "high"]', '{"k":"Low"}', false],
    ['args.k in ["low", "high"]', '{"k":" low"}', false],
    ['args.k in ["low", "high"]', '{"k":"low\\n"}', false],
    ['args.k in ["low", "high"]', '{"k":"low\\u0000"}', false],
    ['args.k in ["low", "high"]', '{"k":"l\\u043ew"}', false],
    ['args.k in ["low", "high"]', '{"k":""}', false],
    ['args.k in ["low", "high"]', '{"k":["low"]}', "error"],
    ['args.k in ["low", "high"]', '{"k":{"low":1}}', "error"],
    ['args.k in ["low", "high"]', '{"k":null}', "error"],
    ['args.k in ["1", "2"]', '{"k":1}', "error"],
    ['args.k in ["true"]', '{"k":true}', "error"],
    ['args.k in ["é"]', '{"k":"e\\u0301"}', false],
    ["args.k == true", '{"k":true}', true],
    ["args.k == true", '{"k":"true"}', "error"],
    ["args.k == true", '{"k":1}', "error"],
    ["args.k != true", '{"k":"false"}', "error"],
    ["args.k", '{"k":"true"}', "error"],
    ["args.k", '{"k":1}', "error"],
    ["!args.k", '{"k":0}', "error"],
    ["!args.k", '{"k":""}', "error"],
    ['args.k == "a" || args.k == "b"', '{"k":"b"}', true],
    ['args.k in {"low": 1}', '{"k":"low"}', "error"],
  ])("%s over %s is %s", (text, json, expected) => {
    expect(run(text, json)).toBe(expected);
  });
});

describe("a number literal in a condition", () => {
  const codes = (text: string) => compileCondition(text, SCOPE).problems.map(({ code, offset }) => `${code}@${offset}`);

  it.each([
    ["args.n == 9007199254740993", "condition.number.inexact@10"],
    ["args.n <= 0.1000000000000000055", "condition.number.inexact@10"],
    ["args.n <= -0.1000000000000000055", "condition.number.inexact@10"],
    ["args.n in [1, 0.30000000000000004441]", "condition.number.inexact@14"],
    ["args.n < 1e400", "condition.number.inexact@9"],
    ["args.n < 1e-400", "condition.number.inexact@9"],
  ])("that a double would change is refused: %s", (text, expected) => {
    expect(codes(text)).toContain(expected);
    expect(run(text, '{"n":0.1}')).toBe("error");
  });

  it.each([
    "args.n <= 0.1",
    "args.n <= 1e3",
    "args.n <= 1.50",
    "args.n <= .5",
    "args.n == 9007199254740992",
    "args.n < 0.0",
  ])("that stays the same is not: %s", (text) => {
    expect(codes(text)).toEqual([]);
  });
});
