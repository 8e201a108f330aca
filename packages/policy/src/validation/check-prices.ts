import { parseCondition } from "../conditions/syntax.ts";
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

/** Price expressions that can't be read. */
export function checkCosts({ document, prices }: CompiledPolicy, list: ProblemList): void {
  for (const [operation, price] of Object.entries(document.prices)) {
    if (price.kind !== "computed") continue;
    const parsed = parseCondition(price.cost);
    for (const problem of parsed.ok ? (prices.get(operation)?.cost?.problems ?? []) : []) {
      list.addWithin(["prices", operation, "cost"], problem.offset, problem);
    }
    if (parsed.ok) continue;
    list.addWithin(["prices", operation, "cost"], parsed.offset, {
      severity: "error",
      code: "price.cost.invalid",
      message: `The price can't be read: ${parsed.message}.`,
      fix: "Write a CEL expression over result, such as double(result.credits) * 0.01.",
    });
  }
}
