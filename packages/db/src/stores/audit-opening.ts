import type { PlainScope, TenantScope } from "../client/db.ts";

/** What Redis must know of an organization before it may admit calls. */
export interface OpeningState {
  readonly snapshotVersion: bigint;
  /** Ids of what is stopped. */
  readonly kills: readonly string[];
}

/** Every organization of a shard. */
export async function findOrganizationsOfShard(scope: PlainScope, shard: number): Promise<string[]> {
  const rows = await scope.tx.$queryRaw<
    { id: string }[]
  >`SELECT id FROM organizations WHERE shard = ${shard} ORDER BY id`;
  return rows.map((row) => row.id);
}

/** The version that is stored and the kill switches that are on. Throws Error for an unknown organization. */
export async function findOpeningState(scope: TenantScope): Promise<OpeningState> {
  const [organization] = await scope.tx.$queryRaw<{ snapshotVersion: bigint; isSuspended: boolean }[]>`
    SELECT "snapshotVersion", "suspendedAt" IS NOT NULL AS "isSuspended"
    FROM organizations WHERE id = ${scope.organizationId}`;
  if (!organization) throw new Error("the organization of this scope doesn't exist");
  const kills = await scope.tx.$queryRaw<{ targetId: string }[]>`
    SELECT "targetId" FROM kill_switches WHERE "organizationId" = ${scope.organizationId} AND "liftedAt" IS NULL`;
  const stopped = new Set(kills.map((kill) => kill.targetId));
  if (organization.isSuspended) stopped.add(scope.organizationId);
  return { snapshotVersion: organization.snapshotVersion, kills: [...stopped] };
}

/** Claims of which Redis, having lost everything, can't tell any more whether they ran. */
export async function findExecuting(scope: TenantScope): Promise<{ readonly id: string; readonly attempt: number }[]> {
  return scope.tx.$queryRaw<{ id: string; attempt: number }[]>`
    SELECT id, attempt FROM approvals WHERE "organizationId" = ${scope.organizationId} AND state = 'executing'`;
}
