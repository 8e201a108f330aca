import type { TenantScope } from "../client/db.ts";

export interface OutcomeCount {
  /** 24h | 7d | 30d */
  readonly span: string;
  readonly decision: string | null;
  readonly outcome: string | null;
  readonly calls: bigint;
  readonly costMicros: bigint;
}

export interface HourCount {
  /** RFC 3339 UTC, the hour's start. */
  readonly hour: string;
  readonly calls: bigint;
  readonly denied: bigint;
  readonly costMicros: bigint;
}

export interface AgentCount {
  readonly agentName: string;
  readonly calls: bigint;
  readonly denied: bigint;
  readonly costMicros: bigint;
}

/** Calls by decision and outcome over the last 24 hours, 7 and 30 days. A record counts for the calls it stands for. */
export function countOutcomes(scope: TenantScope): Promise<OutcomeCount[]> {
  return scope.tx.$queryRaw<OutcomeCount[]>`
    SELECT s.span, r.decision, r.outcome, sum(coalesce((r.record->>'count')::int, 1))::bigint AS calls,
      sum(r."costMicros")::bigint AS "costMicros"
    FROM audit_records r
    JOIN (VALUES ('24h', interval '24 hours'), ('7d', interval '7 days'), ('30d', interval '30 days')) AS s(span, length)
      ON r.at > now() - s.length
    WHERE r."organizationId" = ${scope.organizationId} AND r.kind = 'call' AND r.at > now() - interval '30 days'
    GROUP BY s.span, r.decision, r.outcome`;
}

/** Calls of each of the last 24 hours, oldest first; quiet hours are in it with zero. */
export function countHours(scope: TenantScope): Promise<HourCount[]> {
  return scope.tx.$queryRaw<HourCount[]>`
    SELECT to_char(h.hour AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS hour,
      coalesce(sum(coalesce((r.record->>'count')::int, 1)) FILTER (WHERE r.id IS NOT NULL), 0)::bigint AS calls,
      coalesce(sum(coalesce((r.record->>'count')::int, 1)) FILTER (WHERE r.decision = 'deny'), 0)::bigint AS denied,
      coalesce(sum(r."costMicros"), 0)::bigint AS "costMicros"
    FROM generate_series(date_trunc('hour', now()) - interval '23 hours', date_trunc('hour', now()), interval '1 hour')
      AS h(hour)
    LEFT JOIN audit_records r ON r."organizationId" = ${scope.organizationId} AND r.kind = 'call'
      AND r.at >= h.hour AND r.at < h.hour + interval '1 hour' AND r.at > now() - interval '25 hours'
    GROUP BY h.hour ORDER BY h.hour`;
}

/** The busiest agents of the last 24 hours. */
export function countAgents(scope: TenantScope, limit: number): Promise<AgentCount[]> {
  return scope.tx.$queryRaw<AgentCount[]>`
    SELECT "agentName", sum(coalesce((record->>'count')::int, 1))::bigint AS calls,
      coalesce(sum(coalesce((record->>'count')::int, 1)) FILTER (WHERE decision = 'deny'), 0)::bigint AS denied,
      sum("costMicros")::bigint AS "costMicros"
    FROM audit_records
    WHERE "organizationId" = ${scope.organizationId} AND kind = 'call' AND at > now() - interval '24 hours'
      AND "agentName" IS NOT NULL
    GROUP BY "agentName" ORDER BY calls DESC, "agentName" LIMIT ${limit}`;
}
