import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCondition } from "../conditions/syntax.ts";
import { canonicalExpression } from "./canonical-expression.ts";
import { readCondition } from "./read-condition.ts";
import type { ConditionShape } from "./shape.ts";
import { writeCondition } from "./write-condition.ts";

const path = fc.array(
  fc.oneof(fc.constantFrom("to", "a", "in", "reply-to", "é", "x.y"), fc.string({ minLength: 1, maxLength: 6 })),
  {
    minLength: 1,
    maxLength: 3,
  },
);
const list = fc.stringMatching(/^[a-z][a-z0-9_]{0,6}$/);
const words = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('"', "\\", "a && b", "// no", "'''", "é😀", "\n"));
const number = fc
  .oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }))
  .map((one) => (one === 0 ? 0 : one));
const isNot = fc.boolean();
const argument = { path, ifGiven: fc.boolean() };
const of = fc.constantFrom("value" as const, "size" as const);
const zone = fc.constantFrom("UTC", "Europe/Paris");

const shape: fc.Arbitrary<ConditionShape> = fc.oneof(
  fc.record({ ...argument, kind: fc.constant("equals" as const), value: fc.oneof(words, number, fc.boolean()), isNot }),
  fc.record({
    ...argument,
    kind: fc.constant("one_of" as const),
    values: fc.array(fc.oneof(words, number), { minLength: 1, maxLength: 3 }),
    isNot,
  }),
  fc.record({
    ...argument,
    kind: fc.constant("in_list" as const),
    list,
    match: fc.constantFrom("domains" as const, "exact" as const),
    isNot,
  }),
  fc.record({
    ...argument,
    kind: fc.constant("text" as const),
    comparison: fc.constantFrom("starts_with" as const, "ends_with" as const, "contains" as const, "matches" as const),
    value: words,
    isNot,
  }),
  fc.record({
    ...argument,
    kind: fc.constant("number" as const),
    of,
    comparison: fc.constantFrom("below" as const, "above" as const),
    value: number,
  }),
  fc.record({
    ...argument,
    kind: fc.constant("between" as const),
    of,
    min: fc.integer({ max: 0 }),
    max: fc.integer({ min: 1 }),
  }),
  fc.record({ kind: fc.constant("given" as const), path, isNot }),
  fc.record({
    kind: fc.constant("recipients" as const),
    paths: fc.array(path, { minLength: 1, maxLength: 3 }),
    test: fc.constantFrom("all_in" as const, "any_outside" as const),
    list,
  }),
  fc.record({ kind: fc.constant("label" as const), label: words, isNot }),
  fc.record({ kind: fc.constant("person" as const), isNot }),
  fc.record({ kind: fc.constant("weekdays" as const), days: fc.uniqueArray(fc.nat(6), { minLength: 1 }), zone, isNot }),
  fc.record({
    kind: fc.constant("hours" as const),
    from: fc.nat(11),
    to: fc.integer({ min: 12, max: 24 }),
    zone,
    isNot,
  }),
);

function meaning(cel: string): string | null {
  const parsed = parseCondition(cel);
  return parsed.ok ? canonicalExpression(parsed.tree.root) : null;
}

describe("conditions and their form", { timeout: 60_000 }, () => {
  it("what a form writes, it reads again line by line", () => {
    fc.assert(
      fc.property(fc.array(shape, { minLength: 1, maxLength: 4 }), (shapes) => {
        const cel = writeCondition(shapes);
        fc.pre(parseCondition(cel).ok);
        expect(readCondition(cel)).toEqual(shapes);
      }),
      { numRuns: 500 },
    );
  });

  it("reading and writing never changes what a condition says", () => {
    const atom = fc.oneof(
      shape.map((one) => writeCondition([one])),
      fc.constantFrom(
        "args.items.all(i, i.n > 0)",
        "args.a == args.b",
        "true",
        "size(args.a) == 0",
        "(args.a == 1 || args.b == 2)",
      ),
    );
    const cel = fc
      .array(fc.tuple(atom, fc.constantFrom(" && ", "&&", " || ", "\n  && ", " ? true : ")), {
        minLength: 1,
        maxLength: 4,
      })
      .map((parts) => parts.map(([text, operator], index) => (index === 0 ? text : `${operator}${text}`)).join(""));
    fc.assert(
      fc.property(cel, (text) => {
        const shapes = readCondition(text);
        if (shapes) expect(meaning(writeCondition(shapes))).toBe(meaning(text));
      }),
      { numRuns: 500 },
    );
  });
});
