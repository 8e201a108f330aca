import type { GatewaySnapshot } from "../snapshot/gateway-snapshot.ts";
import type { CallerInstance } from "./caller.ts";

/** Who made a call that is run later, when no request of theirs is there to prove it again. */
export interface StoredCaller {
  /** The reference that keys of their organization carry. */
  readonly organizationRef: string;
  readonly agentId: string;
  readonly keyId: string | null;
  readonly instanceId: string | null;
  readonly instanceName: string;
}

/** The instance it was, if that still is one of the agent's; null when it is gone. */
export function storedInstance(snapshot: GatewaySnapshot, stored: StoredCaller): CallerInstance | null {
  const { agentId, instanceId: id, instanceName: name, keyId } = stored;
  if (id === null) return { id, name, isProved: false };
  const known = snapshot.instances.get(id);
  if (known?.agentId !== agentId) return null;
  const isProved = [...snapshot.keys.values()].some((key) => key.id === keyId && key.instanceId === id);
  return { id, name, isProved };
}
