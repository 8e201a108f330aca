import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { readYaml } from "./yaml-source.ts";

/** Longer than what is left to the tree. */
const FILLER = `filler: "${"x".repeat(20_000)}"\n`;

const key = fc.constantFrom("a", "b", "when", "x y", "1", "true", "- z", "it's", 'q"', "{", "long key with: colon");
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom("text", "two\nlines", "a: b", "# no comment", "", 5, true, null),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(key, tie("value"), { maxKeys: 4 }),
  ),
}));
const document = fc.dictionary(key, value, { minKeys: 1, maxKeys: 5 });
const style = fc.record({
  indent: fc.integer({ min: 1, max: 6 }),
  indentSeq: fc.boolean(),
  collectionStyle: fc.constantFrom("any" as const, "block" as const, "flow" as const),
  lineWidth: fc.constantFrom(0, 20, 80),
});

const codesOf = (text: string): string[] => {
  const read = readYaml(text);
  return read.ok ? [] : read.problems.map(({ code }) => code);
};

describe("keys that stand twice in a long document", () => {
  it("are none where every key of a mapping is its own, in any style", () => {
    fc.assert(
      fc.property(document, style, (value, options) => {
        const text = stringify({ rules: value, again: [value, value] }, options);
        expect(codesOf(FILLER + text)).toEqual(codesOf(`filler: ""\n${text}`));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ["in the outermost mapping", "a: 1\nb: 2\na: 3\n"],
    ["further in", "r:\n  - x: 1\n    y: [1]\n    x: 2\n"],
    ["after what is further in", "r:\n  x:\n    y: 1\n  z: 2\n  x: 3\n"],
    ["in flow style", "r: { x: 1, y: { x: 2 }, x: 3 }\n"],
    ["in quotes", 'r: { "x": 1, "x": 2 }\n'],
    ["after text of several lines", "a: |\n  a: 1\n  b: 2\nb: 1\na: 2\n"],
    ["twenty thousand lines later", `${Array.from({ length: 20_000 }, (_, at) => `k${at}: 1`).join("\n")}\nk7: 2\n`],
  ])("are refused at once: %s", (_where, text) => {
    expect(codesOf(FILLER + text)).toEqual(["document.key.duplicate"]);
  });
});
