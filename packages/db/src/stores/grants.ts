import type { TenantScope } from "../client/db.ts";
import type { Grant } from "../generated/client.ts";

export type GrantRow = Grant;

/** A grant with how many calls it has let through, as far as they are recorded. */
export interface UsedGrant extends GrantRow {
  readonly used: number;
}

export type NewGrant = Omit<GrantRow, "organizationId" | "createdAt" | "expiresAt" | "endedAt" | "endedByName"> & {
  /** From now on, ms. */
  readonly forMs: number;
};

/** Opens the grant of an approval; null when it has one already. */
export async function insertGrant(scope: TenantScope, grant: NewGrant): Promise<GrantRow | null> {
  const { forMs, ...columns } = grant;
  const body = JSON.stringify(columns);
  const rows = await scope.tx.$queryRaw<GrantRow[]>`
    INSERT INTO grants (id, "organizationId", "approvalId", "agentId", "agentName", "instanceId", "instanceName",
      "connectionId", "connectionName", "operationName", "definitionHash", "requirementHash", "ruleIds", labels, vary,
      "fixedArguments", calls, "granterIds", "granterNames", "createdAt", "expiresAt")
    SELECT g.id, ${scope.organizationId}, g."approvalId", g."agentId", g."agentName", g."instanceId", g."instanceName",
      g."connectionId", g."connectionName", g."operationName", g."definitionHash", g."requirementHash", g."ruleIds",
      g.labels, g.vary, g."fixedArguments", g.calls, g."granterIds", g."granterNames",
      clock_timestamp(), date_trunc('milliseconds', clock_timestamp() + ${forMs} * interval '1 millisecond')
    FROM jsonb_populate_record(NULL::grants, ${body}::jsonb) AS g
    ON CONFLICT ("organizationId", "approvalId") DO NOTHING
    RETURNING *`;
  return rows[0] ?? null;
}

/** The grants that are neither over nor taken back. */
export function listLivingGrants(scope: TenantScope): Promise<GrantRow[]> {
  return scope.tx.$queryRaw<GrantRow[]>`
    SELECT * FROM grants
    WHERE "organizationId" = ${scope.organizationId} AND "endedAt" IS NULL AND "expiresAt" > clock_timestamp()
    ORDER BY id`;
}

/** Grants, the newest first, from before one of them on. */
export function listGrants(
  scope: TenantScope,
  page: { readonly limit: number; readonly before: string | null },
): Promise<UsedGrant[]> {
  return scope.tx.$queryRaw<UsedGrant[]>`
    SELECT g.*, coalesce((SELECT sum(l.amount)::int FROM ledger_entries l
        WHERE l."organizationId" = g."organizationId" AND l."windowId" = 'grant:' || g.id
          AND l."windowEndMs" = (extract(epoch FROM g."expiresAt") * 1000)::bigint), 0) AS used
    FROM grants g
    WHERE g."organizationId" = ${scope.organizationId} AND (${page.before}::text IS NULL OR g.id < ${page.before})
    ORDER BY g.id DESC LIMIT ${page.limit}`;
}

/** One grant; null when there is none. */
export async function findGrant(scope: TenantScope, grantId: string): Promise<GrantRow | null> {
  return scope.tx.grant.findFirst({ where: { organizationId: scope.organizationId, id: grantId } });
}

/** Takes a grant back; false when it was over. */
export async function endGrant(scope: TenantScope, grantId: string, endedByName: string): Promise<boolean> {
  const changed = await scope.tx.$executeRaw`
    UPDATE grants SET "endedAt" = clock_timestamp(), "endedByName" = ${endedByName}
    WHERE "organizationId" = ${scope.organizationId} AND id = ${grantId} AND "endedAt" IS NULL`;
  return changed > 0;
}

/** Takes back what a person has granted, alone or with others. Returns the ids. */
export async function endGrantsBy(scope: TenantScope, userId: string, endedByName: string): Promise<string[]> {
  const rows = await scope.tx.$queryRaw<{ id: string }[]>`
    UPDATE grants SET "endedAt" = clock_timestamp(), "endedByName" = ${endedByName}
    WHERE "organizationId" = ${scope.organizationId} AND ${userId} = ANY("granterIds") AND "endedAt" IS NULL
      AND "expiresAt" > clock_timestamp()
    RETURNING id`;
  return rows.map(({ id }) => id);
}
