import type { AgentEntry } from "../snapshot/gateway-snapshot.ts";

export interface CallerInstance {
  /** Null for the unnamed default instance. */
  readonly id: string | null;
  readonly name: string;
  readonly isProved: boolean;
}

/** Who a call is made by, proved by a key against one snapshot. */
export interface Caller {
  readonly organizationId: string;
  readonly shard: number;
  readonly agent: AgentEntry;
  readonly instance: CallerInstance;
  readonly keyId: string;
  readonly ip: string | null;
  /** Ids of the connections its key may be used for; null: all. */
  readonly connectionIds: ReadonlySet<string> | null;
}

/** Whether the caller's key may be used for a connection. What it may not be used for doesn't exist for it. */
export function mayReach(caller: Caller, connectionId: string): boolean {
  return caller.connectionIds === null || caller.connectionIds.has(connectionId);
}

/** Ids whose kill switch stops this caller, whatever it calls. */
export function killKeysOf(caller: Caller): string[] {
  const keys = [caller.organizationId, caller.agent.id, caller.keyId];
  // A declared name proves nothing, so a kill of it would only move the agent to another name.
  if (caller.instance.id !== null && caller.instance.isProved) keys.push(caller.instance.id);
  return keys;
}

/** What tells one caller from another: agent and instance, within the organization. Bound into sessions and approvals. */
export function principalKey(caller: Caller): string {
  return `${caller.agent.id}/${caller.instance.id ?? caller.instance.name}`;
}
