import { appendOutbox, setConnectionDiscovering, type TenantScope } from "@countersign/db";

/** Asks the worker to look at a connection, in the transaction of what changed; pages show it as being looked at. */
export async function requestDiscovery(scope: TenantScope, connectionId: string): Promise<void> {
  await setConnectionDiscovering(scope, connectionId);
  await appendOutbox(scope, { topic: "connection.discover", payload: { connectionId } });
}
