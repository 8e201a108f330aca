import { updateOperation } from "@countersign/db";
import type { ConfigurationDeps } from "../configuration/change-configuration.ts";
import { type ChangeOutcome, invalidField } from "../configuration/outcome.ts";
import { type ChangedOperation, changeOperation, type OperationTarget } from "./change-operation.ts";

export interface PriceChange extends OperationTarget {
  /** Micro-USD for each call; null for no price. */
  readonly priceMicros: bigint | null;
}

/** A million dollars for one call. */
const HIGHEST_MICROS = 1_000_000_000_000n;

/** Says what a call of an operation costs. A price of the policy goes before it. */
export async function setOperationPrice(
  deps: ConfigurationDeps,
  input: PriceChange,
): Promise<ChangeOutcome<ChangedOperation>> {
  const { priceMicros } = input;
  if (priceMicros !== null && (priceMicros < 0n || priceMicros > HIGHEST_MICROS)) {
    return invalidField("priceMicros", "A price is between $0 and $1,000,000 for a call.");
  }
  return changeOperation(deps, input, async (scope, { operation, connection }) => {
    if (operation.priceMicros === priceMicros) return null;
    await updateOperation(scope, operation.id, { priceMicros });
    return {
      action: "connection.price_set",
      before: { priceMicros: operation.priceMicros?.toString() ?? null },
      after: { priceMicros: priceMicros?.toString() ?? null },
      summary: `price of ${connection.name}.${operation.name} ${priceMicros === null ? "removed" : "set"}`,
    };
  });
}
