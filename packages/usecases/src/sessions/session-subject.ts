import type { PolicySession } from "@countersign/admission";
import { findAgent, findInstanceById, type TenantScope } from "@countersign/db";
import { invalidField, type Outcome, unknownTarget } from "../configuration/outcome.ts";

/** Whose policy session it is, by name. */
export interface SessionSubject {
  readonly session: PolicySession;
  readonly agentName: string;
  /** Null for the session of the agent itself. */
  readonly instanceName: string | null;
}

/**
 * Finds the policy session of an instance or an agent by its id. An instance that is only declared by name has none of
 * its own: what it gathers stays with its agent.
 */
export async function findSessionSubject(scope: TenantScope, id: string): Promise<Outcome<SessionSubject>> {
  const session: PolicySession = { instanceId: id, personId: null };
  const agent = await findAgent(scope, id);
  if (agent) return { ok: true, value: { session, agentName: agent.name, instanceName: null } };
  const instance = await findInstanceById(scope, id);
  const owner = instance && (await findAgent(scope, instance.agentId));
  if (!instance || !owner) return unknownTarget("session");
  if (!instance.proved) {
    const why = `${instance.name} is only declared by name, so its labels are those of its agent ${owner.name}. Clear the agent's.`;
    return invalidField("id", why);
  }
  return { ok: true, value: { session, agentName: owner.name, instanceName: instance.name } };
}
