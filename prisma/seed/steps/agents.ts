import { parseKey } from "@countersign/core";
import { type AgentRow, findAgentByName, findInstance, findKeyByRef, type KeyRow } from "@countersign/db";
import { createAgent, issueKey } from "@countersign/usecases";
import { createKeyHasher } from "@countersign/vault";
import type { World } from "../world.ts";
import { granted } from "./granted.ts";
import { SEED_ACTOR } from "./organization.ts";

export interface AgentPlan {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** Names of instances that get a key each. */
  readonly instances: readonly string[];
}

export interface MadeAgent {
  readonly id: string;
  readonly name: string;
  readonly key: string;
  readonly instances: readonly { readonly id: string; readonly name: string; readonly key: string }[];
}

/** The agent, a key for it, and its proved instances with a key each. */
export async function ensureAgent(world: World, organizationId: string, plan: AgentPlan): Promise<MadeAgent> {
  const agent = await agentOf(world, organizationId, plan);
  const own = await ensureKey(world, agent, null);
  const instances: MadeAgent["instances"][number][] = [];
  for (const name of plan.instances) {
    const key = await ensureKey(world, agent, name);
    const row = await world.db.tenant(organizationId, (scope) => findInstance(scope, { agentId: agent.id, name }));
    if (!row) throw new Error(`the instance ${name} isn't there after its key was issued`);
    instances.push({ id: row.id, name, key });
  }
  return { id: agent.id, name: agent.name, key: own, instances };
}

async function agentOf(world: World, organizationId: string, plan: AgentPlan): Promise<AgentRow> {
  const known = await world.db.tenant(organizationId, (scope) => findAgentByName(scope, plan.name));
  if (known) return known;
  world.say(`making the agent ${plan.name}`);
  const { name, title, description, tags } = plan;
  return granted(await createAgent(world, { organizationId, actor: SEED_ACTOR, name, title, description, tags }));
}

/** A key of an earlier run that still works for the agent or the instance, else a new one. */
async function ensureKey(world: World, agent: AgentRow, instanceName: string | null): Promise<string> {
  for (const text of world.previous.keys) {
    if (await isKeyOf(world, text, { agent, instanceName })) return text;
  }
  world.say(`issuing a key for ${agent.name}${instanceName === null ? "" : `, instance ${instanceName}`}`);
  const issued = granted(
    await issueKey(world, {
      organizationId: agent.organizationId,
      actor: SEED_ACTOR,
      agentId: agent.id,
      ...(instanceName === null ? {} : { instanceName }),
      title: "Seed",
    }),
  );
  return issued.text.reveal();
}

async function isKeyOf(
  world: World,
  text: string,
  { agent, instanceName }: { readonly agent: AgentRow; readonly instanceName: string | null },
): Promise<boolean> {
  const parts = parseKey(text);
  if (parts?.kind !== "csk") return false;
  return world.db.tenant(agent.organizationId, async (scope) => {
    const row = await findKeyByRef(scope, parts.keyRef);
    if (!row || !isLive(row) || !createKeyHasher(world.masterKey).matches(parts, row.secretHash)) return false;
    const instance =
      instanceName === null ? null : await findInstance(scope, { agentId: agent.id, name: instanceName });
    return (
      row.agentId === agent.id && row.instanceId === (instance?.id ?? null) && (instanceName === null || !!instance)
    );
  });
}

function isLive(key: KeyRow): boolean {
  return key.revokedAt === null && (key.expiresAt === null || key.expiresAt > new Date());
}
