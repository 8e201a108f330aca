import type { TenantScope } from "../client/db.ts";

/** What an agent, or one of its instances, did in a span of time. */
export interface ActivityRow {
  /** The agent's or the instance's id. */
  readonly id: string;
  readonly calls: bigint;
  readonly denied: bigint;
  /** Calls for which a person was asked. */
  readonly asked: bigint;
  readonly failed: bigint;
  readonly costMicros: bigint;
}

export interface LastCallRow {
  /** The agent's id. */
  readonly id: string;
  /** RFC 3339 UTC. */
  readonly at: string;
}

/** How far back the last call is looked for. */
const LAST_CALL_DAYS = 30;

/** Calls of each agent in the last `hours`. A record counts for the calls it stands for; quiet agents are left out. */
export function sumAgentActivity(scope: TenantScope, hours: number): Promise<ActivityRow[]> {
  return scope.tx.$queryRaw<ActivityRow[]>`
    SELECT "agentId" AS id, sum(n)::bigint AS calls,
      coalesce(sum(n) FILTER (WHERE decision = 'deny'), 0)::bigint AS denied,
      coalesce(sum(n) FILTER (WHERE decision = 'require_approval'), 0)::bigint AS asked,
      coalesce(sum(n) FILTER (WHERE outcome = 'failed'), 0)::bigint AS failed,
      sum("costMicros")::bigint AS "costMicros"
    FROM (SELECT *, coalesce((record->>'count')::int, 1) AS n FROM audit_records
      WHERE "organizationId" = ${scope.organizationId} AND kind = 'call' AND "agentId" IS NOT NULL
        AND at > now() - make_interval(hours => ${hours}::int)) AS calls
    GROUP BY "agentId"`;
}

/** Calls of each instance of one agent in the last `hours`. */
export function sumInstanceActivity(
  scope: TenantScope,
  { agentName, hours }: { readonly agentName: string; readonly hours: number },
): Promise<ActivityRow[]> {
  return scope.tx.$queryRaw<ActivityRow[]>`
    SELECT "instanceId" AS id, sum(n)::bigint AS calls,
      coalesce(sum(n) FILTER (WHERE decision = 'deny'), 0)::bigint AS denied,
      coalesce(sum(n) FILTER (WHERE decision = 'require_approval'), 0)::bigint AS asked,
      coalesce(sum(n) FILTER (WHERE outcome = 'failed'), 0)::bigint AS failed,
      sum("costMicros")::bigint AS "costMicros"
    FROM (SELECT *, coalesce((record->>'count')::int, 1) AS n FROM audit_records
      WHERE "organizationId" = ${scope.organizationId} AND kind = 'call' AND "instanceId" IS NOT NULL
        AND "agentName" = ${agentName} AND at > now() - make_interval(hours => ${hours}::int)) AS calls
    GROUP BY "instanceId"`;
}

/** The last call of each agent within 30 days, by one look at the index for each. */
export function findLastCalls(scope: TenantScope): Promise<LastCallRow[]> {
  return scope.tx.$queryRaw<LastCallRow[]>`
    SELECT a.id, to_char(last.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at
    FROM agents a
    CROSS JOIN LATERAL (
      SELECT r.at FROM audit_records r
      WHERE r."organizationId" = ${scope.organizationId} AND r."agentName" = a.name AND r.kind = 'call'
        AND r.at > now() - make_interval(days => ${LAST_CALL_DAYS}::int)
      ORDER BY r.at DESC LIMIT 1) AS last
    WHERE a."organizationId" = ${scope.organizationId}`;
}

export interface AgentOwnerRow {
  readonly memberId: string;
  readonly name: string;
  readonly email: string;
  /** No longer a member of the organization. */
  readonly isGone: boolean;
}

/** Everybody who owns an agent, those who left included. */
export async function listAgentOwners(scope: TenantScope): Promise<AgentOwnerRow[]> {
  const members = await scope.tx.member.findMany({
    where: { organizationId: scope.organizationId, ownedAgents: { some: {} } },
    include: { user: { select: { name: true, email: true } } },
  });
  return members.map(({ id, removedAt, user }) => ({
    memberId: id,
    name: user.name,
    email: user.email,
    isGone: removedAt !== null,
  }));
}
