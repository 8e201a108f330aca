import type { TenantScope } from "../client/db.ts";
import { Prisma } from "../generated/client.ts";
import { RECORD_AT } from "./audit-store/record-columns.ts";

/** Where a page of recorded calls ends: the next begins with what is older. */
export interface CallPlace {
  /** RFC 3339 UTC, µs. */
  readonly at: string;
  readonly id: string;
}

export interface RecordedCall extends CallPlace {
  /** The record's body as it was stored. */
  readonly record: unknown;
}

export interface RecordedCallsQuery {
  /** RFC 3339 UTC; older calls are left out. */
  readonly since: string;
  readonly before: CallPlace | null;
  readonly limit: number;
}

/** Calls of an organization, newest first, with their bodies. */
export function listRecordedCalls(scope: TenantScope, query: RecordedCallsQuery): Promise<RecordedCall[]> {
  const older =
    query.before === null
      ? Prisma.empty
      : Prisma.sql`AND (at, id) < (${query.before.at}::timestamptz, ${query.before.id})`;
  return scope.tx.$queryRaw<RecordedCall[]>`
    SELECT id, ${RECORD_AT} AS at, record FROM audit_records
    WHERE "organizationId" = ${scope.organizationId} AND kind = 'call' AND at >= ${query.since}::timestamptz ${older}
    ORDER BY at DESC, id DESC LIMIT ${query.limit}`;
}

/** How many calls of an organization are recorded since a moment; counting ends at `most`. */
export async function countRecordedCalls(scope: TenantScope, since: string, most: number): Promise<number> {
  const rows = await scope.tx.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) AS count FROM (
      SELECT 1 FROM audit_records
      WHERE "organizationId" = ${scope.organizationId} AND kind = 'call' AND at >= ${since}::timestamptz LIMIT ${most}
    ) AS calls`;
  return Number(rows[0]?.count ?? 0n);
}
