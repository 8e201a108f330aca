import { describe, expect, it } from "vitest";
import { DYN } from "./cel-type.ts";
import { ConditionError } from "./cel-value.ts";
import { compileCost, compileCostSoFar } from "./compile-cost.ts";
import { argumentsType } from "./schema-type.ts";

function cost(text: string, result: unknown) {
  const facts = JSON.parse(JSON.stringify({ args: { n: 2 }, result: result ?? null, latencyMs: 5 }));
  return compileCost(text, { argumentsType: DYN, lists: {} }).evaluate(facts);
}

describe("the price from a result", () => {
  it.each([
    ["double(result.credits) * 0.01", { credits: 7 }, 70_000n],
    ["double(result.credits) * 0.1", { credits: 3 }, 300_000n],
    ["result.usd", { usd: 0.0000001 }, 1n],
    ["result.usd", { usd: 0.0000011 }, 2n],
    ["result.usd * double(args.n)", { usd: 1.25 }, 2_500_000n],
    ["result.usd", { usd: 0 }, 0n],
    ["0.5", null, 500_000n],
  ])("%s of %j is rounded up to a whole micro-USD", (text, result, micros) => {
    expect(cost(text, result)).toBe(micros);
  });

  it.each([
    ["result.usd", { usd: -1 }],
    ["result.usd / 0.0", { usd: 1 }],
    ["result.usd", {}],
    ["result.usd", { usd: "5" }],
    ["result.usd", { usd: 1e300 }],
    ["result.usd", null],
  ])("%s of %j is no price", (text, result) => {
    expect(cost(text, result)).toBeInstanceOf(ConditionError);
  });

  it("knows nothing of the session, and says so when it is published", () => {
    const { problems } = compileCost("session.labels.size() * 1.0", { argumentsType: DYN, lists: {} });
    expect(problems[0]?.code).toBe("condition.name.unknown");
    expect(compileCost("'text'", { argumentsType: DYN, lists: {} }).problems[0]?.code).toBe("price.cost.invalid");
  });

  const resultType = argumentsType({
    type: "object",
    properties: {
      credits: { type: "integer" },
      plan: { type: "string" },
      usage: { type: "object", properties: { tokens: { type: "number" } } },
      rows: { type: "array", items: { type: "object" } },
    },
  });
  const problemsOf = (text: string) =>
    compileCost(text, { argumentsType: DYN, lists: {}, resultType }).problems.map(
      ({ severity, code, message, fix }) => {
        return `${severity} ${code} ${message} ${fix}`;
      },
    );

  it.each([
    "double(result.credits) * 0.01",
    "result.usage.tokens * 0.001",
    "size(result.rows) > 10 ? 0.5 : 0.1",
    "has(result.more) ? result.more * 0.1 : 0.2",
  ])("fits what the operation says it answers: %s", (text) => {
    expect(problemsOf(text).filter((problem) => problem.startsWith("error"))).toEqual([]);
  });

  it.each([
    [
      "result.credit * 0.01",
      "price.result.unknown The operation's output schema doesn't declare result.credit. Check the spelling",
    ],
    [
      "result.usage.token * 0.1",
      "price.result.unknown The operation's output schema doesn't declare result.usage.token.",
    ],
    ["result.credits.used * 0.1", "condition.type.mismatch a number has no field used."],
    ["result.plan * 0.1", "condition.type.mismatch"],
    ["result.plan", "price.cost.invalid The price is text, but must be a number of dollars."],
    ["double(result.plan)", "condition.type.mismatch"],
  ])("is refused when it is published where it doesn't: %s", (text, problem) => {
    expect(problemsOf(text).join("\n")).toContain(`error ${problem}`);
  });
});

describe("the price of a call that still runs", () => {
  const scope = { argumentsType: DYN, lists: {} };
  it("comes from its progress and its arguments", () => {
    const { evaluate } = compileCostSoFar("double(progress) * double(args.each)", scope);
    expect(evaluate({ args: { each: 0.02 }, progress: 3 })).toBe(60_000n);
    expect(evaluate({ args: {}, progress: 3 })).toBeInstanceOf(ConditionError);
    expect(evaluate({ args: { each: 0.02 }, progress: -3 })).toBeInstanceOf(ConditionError);
  });

  it.each([
    ["double(result.credits)", "condition.name.unknown"],
    ["progress > 5", "price.cost.invalid"],
    ["progress +", "price.cost.invalid"],
  ])("is refused when it is published where it names what isn't there yet or gives no amount: %s", (text, code) => {
    expect(compileCostSoFar(text, scope).problems.map((problem) => problem.code)).toEqual([code]);
  });
});
