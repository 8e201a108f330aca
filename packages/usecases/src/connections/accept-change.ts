import { refusal } from "@countersign/contracts";
import { isJsonObject, type JsonObject } from "@countersign/core";
import { type OperationRow, updateOperation } from "@countersign/db";
import type { ConfigurationChange, ConfigurationDeps } from "../configuration/change-configuration.ts";
import type { ChangeOutcome, Refused } from "../configuration/outcome.ts";
import { type ChangedOperation, changeOperation } from "./change-operation.ts";
import { acceptedDefinition } from "./plan-sync.ts";

export interface ChangeReview extends ConfigurationChange {
  readonly operationId: string;
  /** The hash of the definition that the person saw. */
  readonly candidateHash: string;
}

/** Pins the definition a person has looked at: exactly that one, or nothing. The operation can be called again. */
export function acceptDefinition(
  deps: ConfigurationDeps,
  input: ChangeReview,
): Promise<ChangeOutcome<ChangedOperation>> {
  return changeOperation(deps, input, async (scope, { operation, connection }) => {
    const { candidate, candidateHash } = operation;
    if (operation.state === "active" && operation.definitionHash === input.candidateHash) return null;
    if (candidate === null || candidateHash !== input.candidateHash) return changedMeanwhile();
    const definition = parseDefinition(candidate);
    const change = acceptedDefinition(operation, candidate, { hash: candidateHash, definition });
    // One that is gone meanwhile is pinned, and callable once it is offered again.
    await updateOperation(scope, operation.id, operation.state === "gone" ? { ...change, state: "gone" } : change);
    return {
      action: "connection.change_accepted",
      before: { definitionHash: operation.definitionHash, class: operation.class },
      after: { definitionHash: candidateHash, class: change.class ?? operation.class },
      summary: `definition of ${connection.name}.${operation.name} accepted`,
    };
  });
}

/** Turns a definition down: the operation stays held until its upstream offers the pinned one again or another. */
export function rejectDefinition(
  deps: ConfigurationDeps,
  input: ChangeReview,
): Promise<ChangeOutcome<ChangedOperation>> {
  return changeOperation(deps, input, async (scope, { operation, connection }) => {
    const { candidateHash, rejectedHash } = operation;
    if (candidateHash !== input.candidateHash) return changedMeanwhile();
    if (rejectedHash === candidateHash) return null;
    await updateOperation(scope, operation.id, { rejectedHash: candidateHash });
    return {
      action: "connection.change_rejected",
      before: { rejectedHash },
      after: { rejectedHash: candidateHash },
      summary: `definition of ${connection.name}.${operation.name} turned down`,
    };
  });
}

function changedMeanwhile(): Refused {
  const detail = "This isn't the definition that waits for review any more. Look at the newest one.";
  return { ok: false, refusal: refusal("connection.definition.changed", detail) };
}

function parseDefinition(text: OperationRow["definition"]): JsonObject {
  const parsed: unknown = JSON.parse(text);
  if (!isJsonObject(parsed)) throw new Error("a stored definition is no JSON object");
  return parsed;
}
