import { describe, expect, it } from "vitest";
import { DYN } from "../conditions/cel-type.ts";
import { ConditionError } from "../conditions/cel-value.ts";
import { compileCondition } from "../conditions/compile-condition.ts";

const GATE_MS = 50;

/** Ways to write "the same in several ways", which backtracking engines try one after the other. */
const CORES = [
  "(a+)+",
  "(a*)*",
  "(a|a)*",
  "(a|aa)+",
  "(.*)*",
  "(.+)+",
  "([a-z]+)*",
  "(a?){50}a{50}",
  "(a{1,30}){1,30}",
  "(x+x+)+",
  "(\\w+\\s?)*",
  "(\\d+|\\w+)*",
  "(.*a){20}",
  "(a|b|ab)*",
  "((a+)+)+",
  "(a+){10,}",
  "([^x]*)*",
  "(\\pL+)*",
  "(?:a|a?)+",
  "(?i:a|A)+",
] as const;
const SHAPES = ["^CORE$", "^COREb$", "CORE!", "^(?:CORE)+$", ".*CORE.*CORE!"] as const;
const TAILS = ["!", "\n"] as const;

const patterns = CORES.flatMap((core) => SHAPES.map((shape) => shape.replaceAll("CORE", core)));

/** CPU of one evaluation, the pattern's compilation included where it is new. */
function measure(
  text: string,
  args: { readonly [name: string]: string },
): { readonly ms: number; readonly value: unknown } {
  const condition = compileCondition(text, { argumentsType: DYN, lists: {} });
  const started = process.cpuUsage();
  const value = condition.evaluate({ args });
  const used = process.cpuUsage(started);
  return { ms: (used.user + used.system) / 1_000, value };
}

/** The best of a few, since other work of the process is counted too. */
function bestOf(text: string, args: { readonly [name: string]: string }): number {
  return Math.min(...[1, 2, 3].map(() => measure(text, args).ms));
}

describe("P20: regular expressions take linear time", () => {
  it(`for ${patterns.length * TAILS.length} catastrophic patterns and inputs of 64 KiB, or are refused`, () => {
    let worst = { ms: 0, what: "" };
    for (const pattern of patterns) {
      for (const tail of TAILS) {
        const text = `${"a".repeat(65_500)}${tail}`;
        const ms = bestOf("args.text.matches(args.pattern)", { text, pattern });
        if (ms > worst.ms) worst = { ms, what: pattern };
      }
    }
    expect(worst.ms, worst.what).toBeLessThan(GATE_MS);
  }, 120_000);

  it("and are decided, not given up, for the texts that calls hold", () => {
    for (const pattern of patterns) {
      const { value } = measure("args.text.matches(args.pattern)", { text: `${"a".repeat(500)}!`, pattern });
      const reason = value instanceof ConditionError ? value.message : "";
      expect(typeof value === "boolean" || /not valid RE2|repeats too much/.test(reason), `${pattern}: ${reason}`).toBe(
        true,
      );
    }
  });

  it.each([
    "(?=a)a",
    "(?!a)b",
    "(?<=a)b",
    "(a)\\1",
    "(?>a+)b",
    "a++",
    "(",
    "[",
    "a{2,1}",
    "a{1001}",
    "\\",
    "a".repeat(513),
  ])("and what isn't RE2 is refused when it is saved: %s", (pattern) => {
    const text = `args.text.matches(${JSON.stringify(pattern)})`;
    expect(compileCondition(text, { argumentsType: DYN, lists: {} }).problems).toMatchObject([
      { code: "condition.function.misused", severity: "error" },
    ]);
  });
});

describe("P20: patterns that grow when they are compiled", () => {
  it.each([
    "a{1000}".repeat(73),
    "(?:(?:a{10}){10}){10}".repeat(24),
    "\\pL{1000}".repeat(50),
    "(?i)[a-z]{500}".repeat(30),
    "[]a]{900}[^]]{900}[[:alpha:]\\]]{900}".repeat(10),
    `${"(".repeat(200)}a${"){2}".repeat(60)}`,
  ])("are refused before they have grown: %s", (pattern) => {
    expect(bestOf(`args.text.matches(args.pattern)`, { pattern, text: "a" })).toBeLessThan(GATE_MS);
    const { problems } = compileCondition(`args.text.matches(${JSON.stringify(pattern)})`, {
      argumentsType: DYN,
      lists: {},
    });
    expect(problems).toMatchObject([{ code: "condition.function.misused" }]);
  });

  it.each([
    "^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$",
    "^(?:[0-9a-f]{4}:){7}[0-9a-f]{4}$",
    "\\p{Lu}{1,100}",
    "x{2}{3}",
    "a{,5}",
    "{1}",
  ])("and usual ones are not: %s", (pattern) => {
    const text = `args.text.matches(${JSON.stringify(pattern)})`;
    const { problems } = compileCondition(text, { argumentsType: DYN, lists: {} });
    expect(problems.filter(({ message }) => message.includes("repeats"))).toEqual([]);
  });
});

describe("P20: globs take linear time", () => {
  it.each([
    "*a*a*a*a*a*a*a*a*b",
    "a*".repeat(250),
    "*?*?*?*?*?*b",
    "?".repeat(500),
    `${"*a".repeat(200)}b`,
    "***********b",
  ])("for %s over 64 KiB, or are refused", (pattern) => {
    expect(bestOf("glob(args.pattern, args.text)", { pattern, text: "a".repeat(65_536) })).toBeLessThan(GATE_MS);
  });
});
