import {
  type KeyRow,
  type KillSwitchRow,
  listAgents,
  listInstances,
  listKeys,
  listKillSwitchesOn,
} from "@countersign/db";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { agentListSchema } from "../../views/agent.ts";

export const list = organizationProcedure("agents.read")
  .meta({
    openapi: { method: "GET", path: "/agents", tags: ["agents"], summary: "List agents with instances and keys" },
  })
  .output(agentListSchema)
  .query(async ({ ctx }) => {
    const { organizationId } = ctx.membership;
    const { agents, instances, keys, kills } = await ctx.services.db.tenant(organizationId, async (scope) => ({
      agents: await listAgents(scope),
      instances: await listInstances(scope),
      keys: await listKeys(scope),
      kills: await listKillSwitchesOn(scope),
    }));
    return {
      agents: agents.map((agent) => ({
        id: agent.id,
        name: agent.name,
        title: agent.title,
        description: agent.description,
        tags: agent.tags,
        kill: killView(kills.find((kill) => kill.targetKind === "agent" && kill.targetId === agent.id)),
        keys: keys.filter((key) => key.agentId === agent.id && key.instanceId === null).map(keyView),
        instances: instances
          .filter((instance) => instance.agentId === agent.id)
          .map((instance) => ({
            id: instance.id,
            name: instance.name,
            proved: instance.proved,
            lastSeenAt: instance.lastSeenAt?.toISOString() ?? null,
            keys: keys.filter((key) => key.instanceId === instance.id).map(keyView),
          })),
      })),
    };
  });

function killView(kill: KillSwitchRow | undefined) {
  return kill ? { id: kill.id, reason: kill.reason } : null;
}

/** A key without anything of its secret. */
function keyView(key: KeyRow) {
  return {
    id: key.id,
    title: key.title,
    createdAt: key.createdAt.toISOString(),
    expiresAt: key.expiresAt?.toISOString() ?? null,
    revokedAt: key.revokedAt?.toISOString() ?? null,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
  };
}
