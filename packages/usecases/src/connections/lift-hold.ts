import type { Admission } from "@countersign/admission";
import { appendOutbox, findConnection, findOperation, liftOperationHold } from "@countersign/db";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
} from "../configuration/change-configuration.ts";
import { type ChangeOutcome, unknownTarget } from "../configuration/outcome.ts";
import { placeOf } from "../configuration/place-of.ts";

export interface HoldLift extends ConfigurationChange {
  readonly operationId: string;
}

export interface LiftedHold {
  readonly operationId: string;
  /** The organization's sequence up to which it was lifted; null: it wasn't on hold. */
  readonly upToSequence: number | null;
}

export type HoldLiftDeps = ConfigurationDeps & { readonly holds: Pick<Admission, "liftHold"> };

/**
 * Lets an operation go on that stopped because a call of it cost more than was set aside. A call that overruns after what
 * the person saw holds it again.
 */
export async function liftHold(deps: HoldLiftDeps, input: HoldLift): Promise<ChangeOutcome<LiftedHold>> {
  const { operationId, organizationId } = input;
  const outcome = await changeConfiguration<LiftedHold>(deps, input, async (scope) => {
    const operation = await findOperation(scope, operationId);
    const connection = operation && (await findConnection(scope, operation.connectionId));
    if (!operation || !connection) return unknownTarget("operation");
    const lifted = await liftOperationHold(scope, operationId);
    if (!lifted) return { ok: true, value: { operationId, upToSequence: null }, act: null };
    const upToSequence = Number(lifted.sequence);
    await appendOutbox(scope, { topic: "hold.lifted", payload: { operationId, upToSequence } });
    const name = `${connection.name}.${operation.name}`;
    return {
      ok: true,
      value: { operationId, upToSequence },
      act: {
        kind: "connection",
        action: "operation.released",
        subject: { kind: "operation", id: operationId, name },
        connectionName: connection.name,
        detail: {
          before: {
            heldSince: operation.heldAt?.toISOString() ?? null,
            recordId: operation.heldRecordId,
            reservedMicros: operation.heldReservedMicros?.toString() ?? null,
            costMicros: operation.heldCostMicros?.toString() ?? null,
          },
          after: { heldSince: null },
        },
        summary: `${name} may run again after its overrun was reviewed`,
      },
    };
  });
  if (!outcome.ok || outcome.value.upToSequence === null) return outcome;
  const { upToSequence } = outcome.value;
  const lifted = await deps.holds.liftHold(await placeOf(deps.db, organizationId), { operationId, upToSequence });
  return { ...outcome, inForce: outcome.inForce && lifted.kind !== "UNAVAILABLE" };
}
