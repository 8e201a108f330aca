import type { JsonObject } from "@countersign/core";
import type { PlainScope, TenantScope } from "../client/db.ts";
import type { Agent, Instance } from "../generated/client.ts";

export type AgentRow = Agent;
export type InstanceRow = Instance;

export interface NewAgent {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly ownerMemberId: string | null;
  readonly enrolUpTo: number;
}

export interface NewInstance {
  readonly id: string;
  readonly agentId: string;
  readonly name: string;
  /** Proved by a credential of its own, or only declared by a header. */
  readonly proved: boolean;
}

/** Inserts an agent. Null when the organization has one of this name. */
export async function insertAgent(scope: TenantScope, agent: NewAgent): Promise<AgentRow | null> {
  const rows = await scope.tx.agent.createManyAndReturn({
    data: [{ ...agent, tags: [...agent.tags], organizationId: scope.organizationId }],
    skipDuplicates: true,
  });
  return rows[0] ?? null;
}

export function findAgent(scope: TenantScope, agentId: string): Promise<AgentRow | null> {
  return scope.tx.agent.findFirst({ where: { organizationId: scope.organizationId, id: agentId } });
}

export function findAgentByName(scope: TenantScope, name: string): Promise<AgentRow | null> {
  return scope.tx.agent.findFirst({ where: { organizationId: scope.organizationId, name } });
}

/** Agents in the order they were made. */
export function listAgents(scope: TenantScope): Promise<AgentRow[]> {
  return scope.tx.agent.findMany({ where: { organizationId: scope.organizationId }, orderBy: { id: "asc" } });
}

/** Locks an agent's row until the transaction ends, so that enrolments are counted one after the other. */
export async function lockAgent(scope: TenantScope, agentId: string): Promise<AgentRow | null> {
  const rows = await scope.tx.$queryRaw<AgentRow[]>`
    SELECT * FROM agents WHERE "organizationId" = ${scope.organizationId} AND id = ${agentId} FOR NO KEY UPDATE`;
  return rows[0] ?? null;
}

/** Inserts an instance. Null when the agent has one of this name. */
export async function insertInstance(scope: TenantScope, instance: NewInstance): Promise<InstanceRow | null> {
  const rows = await scope.tx.instance.createManyAndReturn({
    data: [{ ...instance, organizationId: scope.organizationId }],
    skipDuplicates: true,
  });
  return rows[0] ?? null;
}

export function findInstance(
  scope: TenantScope,
  where: { readonly agentId: string; readonly name: string },
): Promise<InstanceRow | null> {
  return scope.tx.instance.findFirst({ where: { organizationId: scope.organizationId, ...where } });
}

export function findInstanceById(scope: TenantScope, instanceId: string): Promise<InstanceRow | null> {
  return scope.tx.instance.findFirst({ where: { organizationId: scope.organizationId, id: instanceId } });
}

/** An agent's instances, or all of the organization, in the order they were made. */
export function listInstances(scope: TenantScope, agentId?: string): Promise<InstanceRow[]> {
  return scope.tx.instance.findMany({
    where: { organizationId: scope.organizationId, ...(agentId ? { agentId } : {}) },
    orderBy: { id: "asc" },
  });
}

/** How many instances of an agent were only declared. */
export function countDeclaredInstances(scope: TenantScope, agentId: string): Promise<number> {
  return scope.tx.instance.count({ where: { organizationId: scope.organizationId, agentId, proved: false } });
}

/** A declared instance got a credential of its own. */
export async function proveInstance(scope: TenantScope, instanceId: string): Promise<void> {
  await scope.tx.instance.updateMany({
    where: { organizationId: scope.organizationId, id: instanceId },
    data: { proved: true },
  });
}

/** Columns of an agent that people change; what is absent stays. */
export interface AgentEdit {
  readonly title?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly ownerMemberId?: string | null;
  readonly enrolUpTo?: number;
  readonly stopsWithOwner?: boolean;
  /** Whose sub-agent it is. */
  readonly parentAgentId?: string | null;
  /** As a policy writes them. */
  readonly limits?: readonly JsonObject[];
}

/** Changes an agent's columns. */
export async function setAgent(scope: TenantScope, agentId: string, edit: AgentEdit): Promise<void> {
  const { tags, limits, ...columns } = edit;
  await scope.tx.agent.updateMany({
    where: { organizationId: scope.organizationId, id: agentId },
    data: { ...columns, ...(tags && { tags: [...tags] }), ...(limits && { limits: [...limits] }) },
  });
}

/** Archives an agent by the database's clock, or restores it. False when it is that already, or isn't there. */
export async function setAgentArchived(scope: TenantScope, agentId: string, isArchived: boolean): Promise<boolean> {
  const changed = await scope.tx.$executeRaw`
    UPDATE agents SET "archivedAt" = CASE WHEN ${isArchived} THEN now() END
    WHERE "organizationId" = ${scope.organizationId} AND id = ${agentId} AND ("archivedAt" IS NULL) = ${isArchived}`;
  return changed === 1;
}

/** Whether a membership of the organization is a living one. */
export async function isLivingMember(scope: TenantScope, memberId: string): Promise<boolean> {
  const found = await scope.tx.member.count({
    where: { organizationId: scope.organizationId, id: memberId, removedAt: null },
  });
  return found > 0;
}

/** The newest sight of an instance that a batch of records shows. */
export interface InstanceSight {
  readonly organizationId: string;
  readonly instanceId: string;
  readonly at: Date;
}

/** Notes when instances were last seen; never back in time, never in the future. One statement. */
export async function noteInstanceSights(scope: PlainScope, sights: readonly InstanceSight[]): Promise<void> {
  if (sights.length === 0) return;
  await scope.tx.$executeRaw`
    UPDATE instances i SET "lastSeenAt" = LEAST(s.at, now())
    FROM jsonb_to_recordset(${JSON.stringify(sights)}::jsonb)
      AS s("organizationId" text, "instanceId" text, at timestamptz)
    WHERE i."organizationId" = s."organizationId" AND i.id = s."instanceId"
      AND (i."lastSeenAt" IS NULL OR i."lastSeenAt" < s.at)`;
}
