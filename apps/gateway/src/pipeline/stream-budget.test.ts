import type { CompiledCostSoFar } from "@countersign/policy";
import { describe, expect, it } from "vitest";
import { StreamBudget } from "./stream-budget.ts";

/** Why a step has no price. */
type Unpriced = Exclude<ReturnType<CompiledCostSoFar["evaluate"]>, bigint>;
const UNPRICED: Unpriced = { message: "the price is negative or not finite" };

/** What passes of a stream whose steps cost these amounts, and what it had cost when it was cut. */
function run(costs: readonly (bigint | Unpriced)[]) {
  const costSoFar: CompiledCostSoFar = {
    problems: [],
    evaluate: ({ progress }) => costs[progress] ?? UNPRICED,
  };
  const passed: number[] = [];
  let cuts = 0;
  const cut = () => {
    cuts += 1;
  };
  const budget = new StreamBudget({ args: {}, costSoFar, reserveMicros: 100n, cut });
  const hear = budget.meter(({ progress }) => passed.push(progress));
  for (const progress of costs.keys()) hear({ progress });
  return { passed, cuts, spent: budget.spentMicros };
}

describe("a stream's budget", () => {
  it("passes what is below it, and cuts once where it is reached, whatever comes after", () => {
    expect(run([0n, 99n])).toEqual({ passed: [0, 1], cuts: 0, spent: null });
    expect(run([50n, 100n, 20n, 300n])).toEqual({ passed: [0], cuts: 1, spent: 100n });
  });

  it("knows what was spent above it", () => {
    expect(run([50n, 130n])).toEqual({ passed: [0], cuts: 1, spent: 130n });
  });

  it("takes what can't be priced as spent", () => {
    expect(run([1n, UNPRICED, 2n])).toEqual({ passed: [0], cuts: 1, spent: 100n });
  });
});
