import { findConnection } from "@countersign/db";
import type { ConfigurationDeps } from "../configuration/change-configuration.ts";
import { type Outcome, unknownTarget } from "../configuration/outcome.ts";
import { announceConnection } from "./check-connection.ts";
import { requestDiscovery } from "./discovery-request.ts";

/** Has a connection looked at now. Nothing is configured by it: what the look finds has a record of its own. */
export async function refreshConnection(
  deps: Pick<ConfigurationDeps, "db" | "announce">,
  { organizationId, connectionId }: { readonly organizationId: string; readonly connectionId: string },
): Promise<Outcome<{ readonly connectionId: string }>> {
  const found = await deps.db.tenant(organizationId, async (scope) => {
    const connection = await findConnection(scope, connectionId);
    // One that is being looked at has its request in the outbox, or the look in hand.
    if (connection && !connection.disconnectedAt && connection.health !== "discovering") {
      await requestDiscovery(scope, connectionId);
    }
    return connection;
  });
  if (!found) return unknownTarget("connection");
  await announceConnection(deps, { organizationId, connectionId });
  return { ok: true, value: { connectionId } };
}
