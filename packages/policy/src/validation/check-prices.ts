import { DYN } from "../conditions/cel-type.ts";
import { compileCost, compileCostSoFar } from "../conditions/compile-cost.ts";
import type { CompiledPolicy, CompiledRule } from "../decision/compiled-policy.ts";
import type { ProblemList } from "./problem-list.ts";

/** Prices of operations that don't exist, price expressions that can't be read, and spending limits that count nothing. */
export function checkPrices(policy: CompiledPolicy, list: ProblemList): void {
  for (const operation of Object.keys(policy.document.prices)) {
    if (!policy.operations.has(operation)) {
      list.add(["prices", operation], {
        severity: "error",
        code: "price.operation.unknown",
        message: `There is no operation called ${operation}.`,
        fix: "Check the spelling, or connect it first.",
      });
    }
  }
  checkCosts(policy, list);
  const isBoundEverywhere = policy.document.limits.some((limit) => limit.kind === "spend");
  const isBound = ({ clause }: CompiledRule) =>
    clause.effect !== "deny" && (isBoundEverywhere || clause.limits.some((limit) => limit.kind === "spend"));
  for (const operation of policy.context.operations) {
    if (policy.prices.has(operation.id)) continue;
    const rule = policy.index
      .forOperation(operation.id)
      .flatMap((rank) => policy.rules[rank] ?? [])
      .find(isBound);
    if (!rule) continue;
    list.add(["rules", rule.place, "operations"], {
      severity: "warning",
      code: "price.operation.missing",
      message: `${operation.id} has no price, so calls of it are refused while a spending limit applies.`,
      fix: `Add it under prices, for example ${operation.id}: $0.00.`,
    });
  }
}

/** Price expressions that can't be read, or that give no amount; also of operations nobody knows yet. */
export function checkCosts({ document, prices }: CompiledPolicy, list: ProblemList): void {
  const scope = { argumentsType: DYN, lists: document.lists };
  for (const [operation, clause] of Object.entries(document.prices)) {
    if (clause.kind !== "computed") continue;
    const price = prices.get(operation);
    const { problems } = price?.cost ?? compileCost(clause.cost, scope);
    for (const problem of problems) list.addWithin(["prices", operation, "cost"], problem.offset, problem);
    if (clause.soFar === null) continue;
    const running = price?.costSoFar ?? compileCostSoFar(clause.soFar, scope);
    for (const problem of running.problems) list.addWithin(["prices", operation, "so_far"], problem.offset, problem);
  }
}
