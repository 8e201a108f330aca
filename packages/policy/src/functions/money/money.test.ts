import type { JsonValue } from "@countersign/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DYN } from "../../conditions/cel-type.ts";
import { ConditionError } from "../../conditions/cel-value.ts";
import { compileCondition } from "../../conditions/compile-condition.ts";
import { readAmount } from "./read-amount.ts";

const SCOPE = { argumentsType: DYN, lists: {} };

function run(text: string, amount: JsonValue): boolean | "error" {
  const value = compileCondition(text, SCOPE).evaluate({ args: { amount } });
  return value instanceof ConditionError ? "error" : value;
}

describe("P16: money() reads", () => {
  it.each<[string | number, string, bigint]>([
    [5, "USD", 5_000_000n],
    [0, "USD", 0n],
    [0.1, "USD", 100_000n],
    [0.000001, "USD", 1n],
    [1.005, "USD", 1_005_000n],
    [1e3, "USD", 1_000_000_000n],
    ["5", "USD", 5_000_000n],
    ["5.00", "USD", 5_000_000n],
    ["$5", "USD", 5_000_000n],
    ["$ 5.5", "USD", 5_500_000n],
    ["US$5", "USD", 5_000_000n],
    ["$0.004", "USD", 4_000n],
    ["5 USD", "USD", 5_000_000n],
    ["usd 5.00", "USD", 5_000_000n],
    ["$5 USD", "USD", 5_000_000n],
    ["$1,000", "USD", 1_000_000_000n],
    ["1,000.00 USD", "USD", 1_000_000_000n],
    ["1,000.00", "USD", 1_000_000_000n],
    ["1,234,567", "USD", 1_234_567_000_000n],
    ["€5", "EUR", 5_000_000n],
    ["5 €", "EUR", 5_000_000n],
    ["EUR 5", "EUR", 5_000_000n],
    ["£1,000.50", "GBP", 1_000_500_000n],
    ["1234.567", "USD", 1_234_567_000n],
  ])("%j", (text, currency, micros) => {
    expect(readAmount(text)).toEqual({ currency, micros });
  });

  it.each<JsonValue>([
    "500 u\u017fd",
    "500 \u0131dr",
    "\u017fgd 5",
    "",
    " ",
    "$",
    "USD",
    "five",
    "-5",
    "$-5",
    "-$5",
    "($5)",
    "+5",
    "5-",
    "1e3",
    "0x10",
    "Infinity",
    "NaN",
    ".5",
    "5.",
    "1.000",
    "$1.000",
    "1,00",
    "1,000",
    "€1,000",
    "1.000,00",
    "1,0000",
    "10,00.00",
    "1,000,00",
    "0,000",
    "0,500.00",
    "1,000.000",
    "1 000.00",
    "1'000.00",
    "1_000",
    "5.1234567",
    "$5 EUR",
    "€5 £",
    "$5 CAD",
    "5 USDT",
    "5 US",
    "¥5",
    "kr 5",
    "5%",
    "5 ",
    " 5",
    "5\n",
    "$5, $6",
    "５",
    "٥",
    "$5\u200b",
    "9".repeat(16),
    -5,
    -0.01,
    0.0000001,
    1e21,
    1.1234567,
    true,
    null,
    [5],
    { amount: 5 },
  ])("%j as no amount, so that no rule is met by it", (amount) => {
    expect(run('money(args.amount) <= money("$500")', amount)).toBe("error");
    expect(run('!(money(args.amount) <= money("$500"))', amount)).toBe("error");
  });
});

describe("P16: amounts in conditions", () => {
  it.each<[string, JsonValue, boolean | "error"]>([
    ['money(args.amount) <= money("$500")', "$500.00", true],
    ['money(args.amount) <= money("$500")', "$500.000001", false],
    ['money(args.amount) <= money("$500")', 500.01, false],
    ['money(args.amount) == money("$0.3")', 0.3, true],
    ['money(args.amount) + money("$0.2") == money("$0.3")', 0.1, true],
    ['money("$0.3") - money(args.amount) > money("$0.1")', 0.2, false],
    ["money(args.amount) < 500", "$499.99", true],
    ["500 >= money(args.amount)", "$500.01", false],
    ["money(args.amount) == 5", "$5.00", true],
    ["money(args.amount) <= 500", "€5", "error"],
    ['money(args.amount) <= money("$500")', "€5", "error"],
    ['money(args.amount) != money("$5")', "€5", "error"],
    ['money(args.amount) <= money("500 EUR")', "€5", true],
    ['money(args.amount) + money("1 EUR") > 0', "$5", "error"],
    ['money(args.amount) <= "$500"', "$5", "error"],
    ["money(args.amount) * 2 <= 500", "$5", "error"],
    ['money(args.amount) in [money("$5"), money("$10")]', 10, true],
    ["money(money(args.amount)) == 5", "$5", true],
  ])("%s for %j is %s", (text, amount, expected) => {
    expect(run(text, amount)).toBe(expected);
  });

  it("are checked when the policy is", () => {
    const problems = (text: string) => compileCondition(text, SCOPE).problems.map(({ code }) => code);
    expect(problems('money(args.amount) <= money("$1.000")')).toEqual(["condition.function.misused"]);
    expect(problems('money(args.amount) <= "$500"')).toEqual(["condition.type.mismatch"]);
    expect(problems("money(args.amount) <= 500")).toEqual([]);
  });

  it("compare as micro-dollars do, for any two", () => {
    const micros = fc.bigInt(0n, 10n ** 15n);
    const text = (value: bigint): string => {
      const digits = value.toString().padStart(7, "0");
      return `$${digits.slice(0, -6)}.${digits.slice(-6)}`;
    };
    fc.assert(
      fc.property(micros, micros, (a, b) => {
        expect(run(`money(args.amount) <= money("${text(b)}")`, text(a))).toBe(a <= b);
      }),
    );
  });
});
