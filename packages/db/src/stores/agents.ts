import type { TenantScope } from "../client/db.ts";
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
    SELECT * FROM agents WHERE "organizationId" = ${scope.organizationId} AND id = ${agentId} FOR UPDATE`;
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
