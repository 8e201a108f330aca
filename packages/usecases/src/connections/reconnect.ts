import { appendOutbox, findConnection, setConnectionReconnected } from "@countersign/db";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
} from "../configuration/change-configuration.ts";
import { type ChangeOutcome, unknownTarget } from "../configuration/outcome.ts";
import { settleKillLift } from "../kills/lift-kill.ts";
import { requestDiscovery } from "./discovery-request.ts";

export interface Reconnection extends ConfigurationChange {
  readonly connectionId: string;
}

/**
 * Connects a disconnected connection again, with its pinned operations and its secret as they were. Redis is told last,
 * and keeps a kill switch that is on. Doing it twice answers the same.
 */
export async function reconnectConnection(
  deps: ConfigurationDeps,
  input: Reconnection,
): Promise<ChangeOutcome<{ readonly connectionId: string }>> {
  const { connectionId, organizationId } = input;
  const changed = await changeConfiguration<{ readonly connectionId: string }>(deps, input, async (scope) => {
    const connection = await findConnection(scope, connectionId);
    if (!connection) return unknownTarget("connection");
    const value = { connectionId };
    if (!(await setConnectionReconnected(scope, connectionId))) return { ok: true, value, act: null };
    await requestDiscovery(scope, connectionId);
    await appendOutbox(scope, { topic: "kill.lifted", payload: { target: connectionId } });
    return {
      ok: true,
      value,
      act: {
        kind: "connection",
        action: "connection.reconnected",
        subject: { kind: "connection", id: connectionId, name: connection.name },
        connectionName: connection.name,
        detail: { before: { connected: false }, after: { connected: true } },
        summary: `connection ${connection.name} connected again`,
      },
    };
  });
  if (!changed.ok) return changed;
  const isLifted = await settleKillLift(deps, { organizationId, targetId: connectionId });
  return { ...changed, inForce: changed.inForce && isLifted };
}
