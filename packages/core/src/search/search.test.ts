import { describe, expect, it } from "vitest";
import { formatArgumentCondition, parseArgumentCondition } from "./argument-condition.ts";
import { numberDigits, rangePrefixes } from "./number-range.ts";
import { searchTermNames, searchTerms } from "./search-terms.ts";
import { soughtTexts, wordsOf } from "./words.ts";

describe("words", () => {
  it.each([
    ["Robot ARMS, 100% wool_x", ["robot", "arms", "100", "wool_x"]],
    ["ana@acme.io", ["ana", "acme", "io"]],
    ["ＡＢＣ ﬁne", ["abc", "fine"]],
    ["東京Tower Tower東京", ["東", "京", "tower", "tower", "東", "京"]],
    ["\u0000\u001b[31m", ["31m"]],
    ["", []],
    ["x".repeat(90), ["x".repeat(40)]],
  ])("%j", (text, words) => expect(wordsOf(text)).toEqual(words));

  it.each([
    [
      "robot arms",
      [
        { words: ["robot"], exact: null },
        { words: ["arms"], exact: null },
      ],
    ],
    ['"Robot arms"', [{ words: ["robot", "arms"], exact: "Robot arms" }]],
    ["acme.io", [{ words: ["acme", "io"], exact: "acme.io" }]],
    ["%", [{ words: [], exact: "%" }]],
    ["  ", []],
  ])("what %j looks for", (line, sought) => expect(soughtTexts(line)).toEqual(sought));
});

describe("conditions on arguments", () => {
  it.each([
    ["to = ana@acme.io", { path: ["to"], operator: "=", value: '"ana@acme.io"' }],
    ['args.to="5"', { path: ["to"], operator: "=", value: '"5"' }],
    ["args.limit > 5", { path: ["limit"], operator: ">", value: "5" }],
    ["limit == 9007199254740993", { path: ["limit"], operator: "=", value: "9007199254740993" }],
    ["items[0].price <= -1.5e3", { path: ["items", 0, "price"], operator: "<=", value: "-1.5e3" }],
    ["items[*].price != null", { path: ["items", "price"], operator: "!=", value: "null" }],
    ['["a b"]["c.d"] ~ x y', { path: ["a b", "c.d"], operator: "~", value: '"x y"' }],
    ["body contains 5", { path: ["body"], operator: "~", value: '"5"' }],
    ["cc exists", { path: ["cc"], operator: "exists", value: null }],
    ["cc", { path: ["cc"], operator: "exists", value: null }],
    ["args = x", { path: ["args"], operator: "=", value: '"x"' }],
    ["q : ' OR 1=1 --", { path: ["q"], operator: "=", value: '"\' OR 1=1 --"' }],
    ["containsx = 1", { path: ["containsx"], operator: "=", value: "1" }],
    ["n = 01", { path: ["n"], operator: "=", value: '"01"' }],
  ])("%j", (text, condition) => {
    expect(parseArgumentCondition(text)).toEqual(condition);
    expect(parseArgumentCondition(formatArgumentCondition(parsed(text)))).toEqual(condition);
  });

  it.each([
    "",
    "= 5",
    "to =",
    'to = "x',
    "to exists 5",
    "to ! 5",
    "a.".repeat(17),
    `${"a.".repeat(20)}b = 1`,
    "x".repeat(401),
  ])("%j is refused with a sentence", (text) =>
    expect(parseArgumentCondition(text)).toEqual({ problem: expect.stringMatching(/\.$/) }),
  );
});

function parsed(text: string) {
  const condition = parseArgumentCondition(text);
  if ("problem" in condition) throw new Error(condition.problem);
  return condition;
}

describe("ranges of numbers", () => {
  const numbers = [-1e300, -17, -1, -0.5, -0, 0, 1e-9, 0.5, 1, 5, 5.0001, 6, 100, 2 ** 53, 1e308];

  it("digits keep the order of numbers", () => {
    const digits = numbers.map(numberDigits);
    expect([...digits].sort()).toEqual(digits);
  });

  it("every number inside a range begins with one of its prefixes", () => {
    for (const from of numbers) {
      for (const to of [...numbers, Number.POSITIVE_INFINITY]) {
        const prefixes = rangePrefixes(from, to);
        expect(prefixes.length).toBeLessThan(200);
        for (const number of numbers.filter((one) => one >= from && one <= to)) {
          expect(prefixes.some((prefix) => numberDigits(number).startsWith(prefix))).toBe(true);
        }
      }
    }
  });
});

describe("terms", () => {
  const nothing = { organizationId: "org_a", fields: [], numbers: [], texts: [], bodies: [], arguments: undefined };

  it("another organization's terms differ in all", () => {
    const record = { ...nothing, texts: ["robot"], bodies: ["arms"], arguments: { to: "x" } };
    const theirs = new Set(searchTerms({ ...record, organizationId: "org_b" }));
    expect(searchTerms(record).filter((term) => theirs.has(term))).toEqual([]);
  });

  it("bodies and texts that anybody may read never share a term", () => {
    const name = searchTermNames("org_a");
    expect(searchTerms({ ...nothing, bodies: ["robot"] })).toEqual([name.body("robot")]);
    expect(searchTerms({ ...nothing, texts: ["robot"] })).toEqual([name.text("robot")]);
  });

  it("stays bounded, and says so, whatever the arguments hold", () => {
    const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`k${index}`, index]));
    let deep: unknown = "x";
    for (let level = 0; level < 5_000; level++) deep = [deep];
    for (const args of [wide, deep]) {
      const terms = searchTerms({ ...nothing, arguments: args as never });
      expect(terms.length).toBeLessThan(400);
      expect(terms).toContain(searchTermNames("org_a").more());
    }
    expect(
      searchTerms({ ...nothing, bodies: [Array.from({ length: 9_000 }, (_, n) => `w${n}`).join(" ")] }),
    ).toHaveLength(1_000);
  });
});
