import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DYN } from "../../conditions/cel-type.ts";
import { ConditionError } from "../../conditions/cel-value.ts";
import { compileCondition } from "../../conditions/compile-condition.ts";

function run(pattern: string, text: string): boolean | "error" {
  const condition = compileCondition("glob(args.pattern, args.text)", { argumentsType: DYN, lists: {} });
  const value = condition.evaluate({ args: { pattern, text } });
  return value instanceof ConditionError ? "error" : value;
}

describe("glob()", () => {
  it.each([
    ["*.csv", "report.csv"],
    ["*", ""],
    ["*", "a\nb"],
    ["", ""],
    ["a*c", "ac"],
    ["a*b*c", "axxbxxbc"],
    ["**a", "bba"],
    ["?", "ü"],
    ["?", "👍"],
    ["a?c", "abc"],
    ["/reports/*.csv", "/reports/2026/q1.csv"],
    ["\\*", "*"],
    ["a\\?b", "a?b"],
    ["\\[x\\]", "[x]"],
    ["a.c", "a.c"],
    ["(a|b)+", "(a|b)+"],
    ["^a$", "^a$"],
    ["a\\\\b", "a\\b"],
    ["*", "../a"],
  ])("%j matches %j", (pattern, text) => {
    expect(run(pattern, text)).toBe(true);
  });

  it.each([
    ["*.csv", "report.csv.exe"],
    ["*.csv", "reportcsv"],
    ["*.csv", "report.CSV"],
    ["report.csv", "xreport.csv"],
    ["report.csv", "report.csv\n"],
    ["a.c", "abc"],
    ["", "a"],
    ["?", ""],
    ["?", "ab"],
    ["a*b", "abc"],
    ["\\*", "a"],
    ["a*a", "a"],
    ["é", "e\u0301"],
    ["/public/*", "/private/a"],
  ])("%j doesn't match %j", (pattern, text) => {
    expect(run(pattern, text)).toBe(false);
  });

  it.each([
    ["/public/*", "/public/../secret"],
    ["/public/*", "/public/.."],
    ["/public/*", "/public/./x"],
    ["public/*", "..\\public/x"],
    ["[a-z]", "a"],
    ["{a,b}", "a"],
    ["a\\", "a"],
    ["a".repeat(513), "a"],
    ["*", "a".repeat(65_537)],
    ["*.csv", "secret.key\0.csv"],
    ["*.csv", "secret.key%00.csv"],
    ["/data/*", "/data/%2e%2e/etc"],
    ["/data/*", "/data/..%2fetc"],
    ["/data/*", "/data/%252e%252e/etc"],
    ["/data/*", "/data/..%5cetc"],
    ["/data/*", "/data/．．/etc"],
    ["/data/*", "/data/‥/etc"],
    ["/data/*", "/data/..／etc"],
    ["/data/*", "/data/..∕etc"],
    ["/data/*", "/data/.\u200b./etc"],
    ["/data/*", "/data/%c0%ae%c0%ae/etc"],
    ["/data/*", "/data/..%c0%afetc"],
    ["/data/*", "/data/%u002e%u002e/etc"],
    ["/data/*", "/data/..;x=1/etc"],
    ["/data/*", "/data/.. /etc"],
    ["/data/*", "/data/..\n/etc"],
  ])("%j over %j is an error", (pattern, text) => {
    expect(run(pattern, text)).toBe("error");
  });

  it.each([
    "/data/a...b/c",
    "/data/.well-known/x",
    "/data/100%/x",
    "/data/größe/…",
    "/data/a%20b",
    "/data/%C3%89t%C3%A9",
    "/data/v1..v2",
    "/data/...",
  ])("takes %s for the path it is", (path) => {
    expect(run("/data/*", path)).toBe(true);
  });

  it("refuses a pattern that can't be one when the policy is checked", () => {
    const { problems } = compileCondition('glob("[a-z]*", args.text)', { argumentsType: DYN, lists: {} });
    expect(problems).toMatchObject([{ code: "condition.function.misused" }]);
  });

  it("agrees with the definition, for any pattern and text", () => {
    const chars = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 8 });
    const matches = (pattern: string, text: string): boolean => {
      const [first, rest] = [pattern[0], pattern.slice(1)];
      if (first === undefined) return text === "";
      if (first === "*") return matches(rest, text) || (text !== "" && matches(pattern, text.slice(1)));
      return text !== "" && (first === "?" || first === text[0]) && matches(rest, text.slice(1));
    };
    fc.assert(
      fc.property(chars, fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 8 }), (pattern, text) => {
        expect(run(pattern, text)).toBe(matches(pattern, text));
      }),
      { numRuns: 2_000 },
    );
  });
});
