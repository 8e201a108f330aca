import type { JsonObject } from "@countersign/core";
import {
  type ConnectionRow,
  findConnection,
  findOperation,
  type OperationRow,
  type TenantScope,
} from "@countersign/db";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
} from "../configuration/change-configuration.ts";
import { type ChangeOutcome, type Refused, unknownTarget } from "../configuration/outcome.ts";

export interface ChangedOperation {
  readonly operationId: string;
  readonly connectionId: string;
}

export interface OperationTarget extends ConfigurationChange {
  readonly operationId: string;
}

interface OperationAct {
  /** `noun.verb`. */
  readonly action: string;
  readonly before: JsonObject;
  readonly after: JsonObject;
  readonly summary: string;
}

interface Found {
  readonly operation: OperationRow;
  readonly connection: ConnectionRow;
}

/** Changes one operation, with its record. Work that returns null changed nothing; one that refuses undoes what it wrote. */
export function changeOperation(
  deps: ConfigurationDeps,
  input: OperationTarget,
  work: (scope: TenantScope, found: Found) => Promise<OperationAct | Refused | null>,
): Promise<ChangeOutcome<ChangedOperation>> {
  return changeConfiguration<ChangedOperation>(deps, input, async (scope) => {
    const operation = await findOperation(scope, input.operationId);
    const connection = operation && (await findConnection(scope, operation.connectionId));
    if (!operation || !connection) return unknownTarget("operation");
    const worked = await work(scope, { operation, connection });
    const value: ChangedOperation = { operationId: operation.id, connectionId: connection.id };
    if (worked === null) return { ok: true, value, act: null };
    if ("refusal" in worked) return worked;
    const { action, before, after, summary } = worked;
    return {
      ok: true,
      value,
      act: {
        kind: "connection",
        action,
        subject: { kind: "operation", id: operation.id, name: `${connection.name}.${operation.name}` },
        connectionName: connection.name,
        detail: { before, after },
        summary,
      },
    };
  });
}
