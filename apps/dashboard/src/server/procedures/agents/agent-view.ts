import {
  type AgentOwnerRow,
  type AgentRow,
  type InstanceRow,
  type KeyRow,
  type KillSwitchRow,
  listAgents,
  listInstances,
  listKeys,
  listKillSwitchesOn,
} from "@countersign/db";
import { type Activity, type AgentsActivity, NO_ACTIVITY, readAgentsActivity } from "@countersign/usecases";
import type { Services } from "../../services.ts";
import type { AgentView, InstanceView, KeyView } from "../../views/agent.ts";
import { ownLimitsSchema } from "../../views/own-limits.ts";

/** What the views of an organization's agents are made of. */
export interface AgentsData {
  readonly agents: readonly AgentRow[];
  readonly instances: readonly InstanceRow[];
  readonly keys: readonly KeyRow[];
  readonly kills: readonly KillSwitchRow[];
  readonly activity: AgentsActivity;
}

/** Reads an organization's agents with all that stands around them. */
export async function readAgentsData({ db }: Services, organizationId: string): Promise<AgentsData> {
  const rows = await db.tenant(organizationId, async (scope) => ({
    agents: await listAgents(scope),
    instances: await listInstances(scope),
    keys: await listKeys(scope),
    kills: await listKillSwitchesOn(scope),
  }));
  return { ...rows, activity: await readAgentsActivity({ db }, organizationId) };
}

/** One agent as the API shows it. */
export function agentView(agent: AgentRow, { instances, keys, kills, activity }: AgentsData): AgentView {
  const own = keys.filter((key) => key.agentId === agent.id);
  return {
    id: agent.id,
    name: agent.name,
    title: agent.title,
    description: agent.description,
    tags: agent.tags,
    owner: ownerView(agent, activity.owners),
    enrolUpTo: agent.enrolUpTo,
    stopsWithOwner: agent.stopsWithOwner,
    parentAgentId: agent.parentAgentId,
    limits: ownLimitsSchema.parse(agent.limits),
    createdAt: agent.createdAt.toISOString(),
    archivedAt: agent.archivedAt?.toISOString() ?? null,
    kill: killView(kills, agent.id),
    lastCallAt: activity.lastCallAt.get(agent.id) ?? null,
    last24h: activityView(activity.last24h.get(agent.id)),
    keys: own.filter((key) => key.instanceId === null).map(keyView),
    instances: instances
      .filter((instance) => instance.agentId === agent.id)
      .map((instance) => instanceView(instance, own, kills)),
  };
}

/** Figures as the API shows them. */
export function activityView(activity: Activity = NO_ACTIVITY) {
  const { spentMicros, ...counts } = activity;
  return { ...counts, spentMicros: spentMicros.toString() };
}

/** The switch that stops a target, or null. */
export function killView(kills: readonly KillSwitchRow[], targetId: string): AgentView["kill"] {
  const kill = kills.find((one) => one.targetId === targetId);
  return kill ? { id: kill.id, reason: kill.reason, at: kill.createdAt.toISOString() } : null;
}

function instanceView(instance: InstanceRow, keys: readonly KeyRow[], kills: readonly KillSwitchRow[]): InstanceView {
  return {
    id: instance.id,
    name: instance.name,
    proved: instance.proved,
    createdAt: instance.createdAt.toISOString(),
    lastSeenAt: instance.lastSeenAt?.toISOString() ?? null,
    kill: killView(kills, instance.id),
    keys: keys.filter((key) => key.instanceId === instance.id).map(keyView),
  };
}

function ownerView(agent: AgentRow, owners: ReadonlyMap<string, AgentOwnerRow>): AgentView["owner"] {
  return (agent.ownerMemberId === null ? undefined : owners.get(agent.ownerMemberId)) ?? null;
}

/** A key without anything of its secret. */
function keyView(key: KeyRow): KeyView {
  return {
    id: key.id,
    keyRef: key.keyRef,
    title: key.title,
    instanceId: key.instanceId,
    createdAt: key.createdAt.toISOString(),
    expiresAt: key.expiresAt?.toISOString() ?? null,
    revokedAt: key.revokedAt?.toISOString() ?? null,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    lastUsedIp: key.lastUsedIp,
    lastUsedClient: key.lastUsedClient,
    ipRanges: key.ipRanges,
    connectionIds: key.connectionIds,
    rotatedFromId: key.rotatedFromId,
  };
}
