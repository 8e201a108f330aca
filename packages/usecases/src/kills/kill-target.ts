import {
  type ApprovalsOf,
  findAgent,
  findConnection,
  findInstanceById,
  findKey,
  findOrganization,
  type KillTargetKind,
  type TenantScope,
} from "@countersign/db";

export interface KillTarget {
  readonly kind: KillTargetKind;
  /** The organization's own id, or that of one of its agents, instances, connections or keys. */
  readonly id: string;
}

/** A target that is there. */
export interface FoundTarget {
  readonly name: string;
  /** False for an instance that is only declared by name: a kill of it would only move its agent to another name. */
  readonly isBinding: boolean;
}

/** Looks a target up; null when the organization has no such thing. */
export async function findTarget(scope: TenantScope, target: KillTarget): Promise<FoundTarget | null> {
  const { kind, id } = target;
  switch (kind) {
    case "organization":
      return id === scope.organizationId ? binding((await findOrganization(scope))?.name) : null;
    case "agent":
      return binding((await findAgent(scope, id))?.name);
    case "instance": {
      const row = await findInstanceById(scope, id);
      return row && { name: row.name, isBinding: row.proved };
    }
    case "connection":
      return binding((await findConnection(scope, id))?.name);
    case "key":
      return binding((await findKey(scope, id))?.keyRef);
  }
}

function binding(name: string | undefined): FoundTarget | null {
  return name === undefined ? null : { name, isBinding: true };
}

/** The approvals a target stands for. */
export function approvalsOf({ kind, id }: KillTarget): ApprovalsOf {
  switch (kind) {
    case "organization":
      return {};
    case "agent":
      return { agentId: id };
    case "instance":
      return { instanceId: id };
    case "connection":
      return { connectionId: id };
    case "key":
      return { keyId: id };
  }
}
