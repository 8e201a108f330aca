import type { TenantScope } from "../client/db.ts";

export interface OutcomeCount {
  /** 24h | 7d | 30d */
  readonly span: string;
  readonly decision: string | null;
  readonly outcome: string | null;
  readonly calls: bigint;
  readonly costMicros: bigint;
  /** Of the calls, those nobody has priced. */
  readonly unpriced: bigint;
}

/** One piece of a span of time. */
export interface BucketCount {
  /** RFC 3339 UTC, the piece's start. */
  readonly at: string;
  readonly calls: bigint;
  readonly denied: bigint;
  readonly costMicros: bigint;
}

/** An agent whose calls were stopped or went wrong. */
export interface TroubledAgent {
  readonly agentName: string;
  readonly calls: bigint;
  readonly denied: bigint;
  readonly limited: bigint;
  readonly failed: bigint;
}

/** Calls by decision and outcome over the last 24 hours, 7 and 30 days. A record counts for the calls it stands for. */
export function countOutcomes(scope: TenantScope): Promise<OutcomeCount[]> {
  return scope.tx.$queryRaw<OutcomeCount[]>`
    SELECT s.span, r.decision, r.outcome, sum(coalesce((r.record->>'count')::int, 1))::bigint AS calls,
      sum(r."costMicros")::bigint AS "costMicros",
      count(*) FILTER (WHERE (r.record->>'unpriced')::boolean)::bigint AS unpriced
    FROM audit_records r
    JOIN (VALUES ('24h', interval '24 hours'), ('7d', interval '7 days'), ('30d', interval '30 days')) AS s(span, length)
      ON r.at > now() - s.length
    WHERE r."organizationId" = ${scope.organizationId} AND r.kind = 'call' AND r.at > now() - interval '30 days'
    GROUP BY s.span, r.decision, r.outcome`;
}

/** How a span is cut: pieces of so many seconds, so many of them, the last one holding now. */
export interface BucketSpan {
  readonly seconds: number;
  readonly count: number;
}

/** Calls of each piece of a span, oldest first; quiet pieces are in it with zero. */
export function countBuckets(scope: TenantScope, { seconds, count }: BucketSpan): Promise<BucketCount[]> {
  return scope.tx.$queryRaw<BucketCount[]>`
    WITH pieces AS (
      SELECT to_timestamp((floor(extract(epoch FROM now()) / ${seconds}::int) - ${count}::int + 1 + n) * ${seconds}::int) AS at
      FROM generate_series(0, ${count}::int - 1) AS n)
    SELECT to_char(p.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at,
      coalesce(sum(coalesce((r.record->>'count')::int, 1)) FILTER (WHERE r.id IS NOT NULL), 0)::bigint AS calls,
      coalesce(sum(coalesce((r.record->>'count')::int, 1)) FILTER (WHERE r.decision = 'deny'), 0)::bigint AS denied,
      coalesce(sum(r."costMicros"), 0)::bigint AS "costMicros"
    FROM pieces p
    LEFT JOIN audit_records r ON r."organizationId" = ${scope.organizationId} AND r.kind = 'call'
      AND r.at >= p.at AND r.at < p.at + make_interval(secs => ${seconds}::int)
      AND r.at > now() - make_interval(secs => (${seconds} * (${count} + 1))::int)
    GROUP BY p.at ORDER BY p.at`;
}

/** The agents whose calls were most often denied, stopped at a cap or failed in the last so many hours. */
export function countTroubled(
  scope: TenantScope,
  { hours, limit }: { readonly hours: number; readonly limit: number },
): Promise<TroubledAgent[]> {
  return scope.tx.$queryRaw<TroubledAgent[]>`
    SELECT * FROM (
      SELECT "agentName", sum(n)::bigint AS calls,
        coalesce(sum(n) FILTER (WHERE decision = 'deny'), 0)::bigint AS denied,
        coalesce(sum(n) FILTER (WHERE outcome = 'limited'), 0)::bigint AS limited,
        coalesce(sum(n) FILTER (WHERE outcome IN ('failed', 'unknown')), 0)::bigint AS failed
      FROM (
        SELECT "agentName", decision, outcome, coalesce((record->>'count')::int, 1) AS n FROM audit_records
        WHERE "organizationId" = ${scope.organizationId} AND kind = 'call' AND "agentName" IS NOT NULL
          AND at > now() - make_interval(hours => ${hours}::int)) calls
      GROUP BY "agentName") counted
    WHERE denied + limited + failed > 0
    ORDER BY denied DESC, limited + failed DESC, "agentName" LIMIT ${limit}`;
}
