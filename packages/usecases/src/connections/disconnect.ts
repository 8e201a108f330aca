import { findConnection, setConnectionDisconnected } from "@countersign/db";
import { withdrawOpen } from "../approvals/withdraw-open.ts";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
} from "../configuration/change-configuration.ts";
import { type ChangeOutcome, unknownTarget } from "../configuration/outcome.ts";
import { placeOf } from "../configuration/place-of.ts";
import { settleKillLift } from "../kills/lift-kill.ts";

export interface Disconnection extends ConfigurationChange {
  readonly connectionId: string;
}

/**
 * Disconnects a connection: Redis stops its calls first, then Postgres is told. What waited to run there is withdrawn,
 * each with its record. Doing it twice answers the same.
 */
export async function disconnectConnection(
  deps: ConfigurationDeps,
  input: Disconnection,
): Promise<ChangeOutcome<{ readonly connectionId: string }>> {
  const { connectionId } = input;
  if (!(await deps.db.tenant(input.organizationId, (scope) => findConnection(scope, connectionId)))) {
    return unknownTarget("connection");
  }
  const place = await placeOf(deps.db, input.organizationId);
  await deps.hot.kill(place, [connectionId]);
  const changed = await changeConfiguration<{ readonly connectionId: string }>(deps, input, async (scope) => {
    const connection = await findConnection(scope, connectionId);
    if (!connection) return unknownTarget("connection");
    const value = { connectionId };
    if (!(await setConnectionDisconnected(scope, connectionId))) return { ok: true, value, act: null };
    const reason = "the connection was disconnected";
    const withdrawn = await withdrawOpen(scope, { connectionId }, { actor: input.actor, reason });
    return {
      ok: true,
      value,
      act: {
        kind: "connection",
        action: "connection.disconnected",
        subject: { kind: "connection", id: connectionId, name: connection.name },
        connectionName: connection.name,
        detail: { before: { connected: true }, after: { connected: false }, withdrawn },
        summary: `connection ${connection.name} disconnected`,
      },
    };
  });
  if (!changed.ok) await settleKillLift(deps, { organizationId: input.organizationId, targetId: connectionId });
  return changed;
}
