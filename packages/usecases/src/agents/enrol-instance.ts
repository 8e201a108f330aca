import { newId, refusal } from "@countersign/contracts";
import { isInstanceName } from "@countersign/core";
import {
  countDeclaredInstances,
  type Db,
  findInstance,
  type InstanceRow,
  insertInstance,
  lockAgent,
  type TenantScope,
} from "@countersign/db";
import { appendConfigurationAct } from "../configuration/change-configuration.ts";
import { type Outcome, unknownTarget } from "../configuration/outcome.ts";

export interface Enrolment {
  readonly organizationId: string;
  readonly agentId: string;
  /** As declared by the client. */
  readonly name: string;
}

/**
 * The instance of a declared name, enrolled on first sight up to the agent's bound, which holds however many arrive at
 * once. An instance seen isn't configuration: no version rises.
 */
export async function enrolInstance(deps: { readonly db: Db }, input: Enrolment): Promise<Outcome<InstanceRow>> {
  if (!isInstanceName(input.name)) {
    return { ok: false, refusal: refusal("auth.instance.name", `"${input.name.slice(0, 80)}" is no instance name.`) };
  }
  return deps.db.tenant(input.organizationId, async (scope) => {
    const known = await findInstance(scope, { agentId: input.agentId, name: input.name });
    return known ? { ok: true, value: known } : enrolNew(scope, input);
  });
}

async function enrolNew(scope: TenantScope, { agentId, name }: Enrolment): Promise<Outcome<InstanceRow>> {
  const agent = await lockAgent(scope, agentId);
  if (!agent) return unknownTarget("agent");
  // Another request may have enrolled this name, or filled the room, while this one waited for the lock.
  const known = await findInstance(scope, { agentId, name });
  if (known) return { ok: true, value: known };
  if ((await countDeclaredInstances(scope, agentId)) >= agent.enrolUpTo) {
    const detail = `The agent ${agent.name} has its ${agent.enrolUpTo} declared instances; "${name}" can't be added.`;
    return { ok: false, refusal: refusal("auth.instance.full", detail) };
  }
  const row = await insertInstance(scope, { id: newId("instance"), agentId, name, proved: false });
  if (!row) throw new Error("an instance appeared while its agent was locked");
  await appendConfigurationAct(
    scope,
    { kind: "system", id: null, name: "Countersign" },
    {
      kind: "agent",
      action: "instance.enrolled",
      subject: { kind: "instance", id: row.id, name },
      agentName: agent.name,
      instanceName: name,
      summary: `instance ${name} of ${agent.name} seen for the first time`,
    },
  );
  return { ok: true, value: row };
}
