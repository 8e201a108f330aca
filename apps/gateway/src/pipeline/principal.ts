import type { Principal } from "@countersign/contracts";
import type { Call } from "./call.ts";

/** Who made a call, as its record and its approval name them. */
export function principalOf({ caller, request }: Call): Principal {
  return {
    agentId: caller.agent.id,
    agentName: caller.agent.name,
    instanceId: caller.instance.id,
    instanceName: caller.instance.name,
    instanceProved: caller.instance.isProved,
    keyId: caller.keyId,
    personId: null,
    clientName: request.client.name,
    clientVersion: request.client.version,
    ip: caller.ip,
  };
}
