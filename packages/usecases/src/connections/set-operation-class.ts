import { classifyOperation, isJsonObject, type OperationClass } from "@countersign/core";
import { updateOperation } from "@countersign/db";
import type { ConfigurationDeps } from "../configuration/change-configuration.ts";
import type { ChangeOutcome } from "../configuration/outcome.ts";
import { type ChangedOperation, changeOperation, type OperationTarget } from "./change-operation.ts";

export interface ClassChange extends OperationTarget {
  /** Null: as its definition suggests. */
  readonly class: OperationClass | null;
}

/** Says what an operation may do. A person's word outlasts every sync. */
export function setOperationClass(
  deps: ConfigurationDeps,
  input: ClassChange,
): Promise<ChangeOutcome<ChangedOperation>> {
  return changeOperation(deps, input, async (scope, { operation, connection }) => {
    const isClassSet = input.class !== null;
    const definition: unknown = JSON.parse(operation.definition);
    const suggested = classifyOperation(operation.name, isJsonObject(definition) ? definition : {});
    const after = input.class ?? suggested;
    if (after === operation.class && isClassSet === operation.isClassSet) return null;
    await updateOperation(scope, operation.id, { class: after, isClassSet });
    return {
      action: "connection.class_set",
      before: { class: operation.class, isClassSet: operation.isClassSet },
      after: { class: after, isClassSet },
      summary: `${connection.name}.${operation.name} is ${after}`,
    };
  });
}
