import type { TenantScope } from "../client/db.ts";
import { Prisma } from "../generated/client.ts";

/** A record as lists show it. Times are RFC 3339 UTC with µs. */
export interface RecordRow {
  readonly id: string;
  readonly at: string;
  readonly sequence: bigint;
  readonly kind: string;
  readonly agentId: string | null;
  readonly agentName: string | null;
  readonly instanceId: string | null;
  readonly instanceName: string | null;
  readonly connectionName: string | null;
  readonly operationName: string | null;
  readonly surface: string | null;
  readonly decision: string | null;
  readonly outcome: string | null;
  readonly ruleIds: string[];
  readonly approvalId: string | null;
  readonly costMicros: bigint;
  readonly latencyMs: number | null;
  readonly summary: string;
  /** Of an act: what was done and by whom. */
  readonly action: string | null;
  readonly actorName: string | null;
  readonly errorCode: string | null;
  /** Of a call: the first reason of its decision. */
  readonly reason: string | null;
  readonly count: number;
}

export interface RecordFilter {
  readonly agentName?: string;
  readonly instanceName?: string;
  readonly connectionName?: string;
  /** `connection.operation` or a part of it; `*` stands for any run of characters. */
  readonly operation?: string;
  readonly decision?: string;
  readonly outcome?: string;
  readonly kind?: string;
  readonly ruleId?: string;
  /** The name of who did an act: a person, a token, the system. */
  readonly actorName?: string;
  readonly approvalId?: string;
  /** Found in the summary, the arguments, or what an act says, without regard to case. */
  readonly text?: string;
  /** RFC 3339; from inclusive, to exclusive. */
  readonly from?: string;
  readonly to?: string;
}

export interface RecordQuery {
  readonly filter: RecordFilter;
  readonly limit: number;
  readonly after: { readonly at: string; readonly id: string } | null;
}

const LISTED = Prisma.sql`
  id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, sequence, kind, "agentId", "agentName",
  "instanceId", "instanceName", "connectionName", "operationName", surface, decision, outcome, "ruleIds", "approvalId",
  "costMicros", "latencyMs", summary, record->>'action' AS action, record->'actor'->>'name' AS "actorName",
  record->>'errorCode' AS "errorCode", record->'reasons'->0->>'text' AS reason,
  coalesce((record->>'count')::int, 1) AS count`;

/** A page of an organization's records, newest first. */
export function findRecords(scope: TenantScope, query: RecordQuery): Promise<RecordRow[]> {
  const after = query.after
    ? Prisma.sql`AND (at, id) < (${query.after.at}::timestamptz, ${query.after.id})`
    : Prisma.empty;
  return scope.tx.$queryRaw<RecordRow[]>`
    SELECT ${LISTED} FROM audit_records
    WHERE "organizationId" = ${scope.organizationId} ${after} ${conditions(query.filter)}
    ORDER BY at DESC, id DESC LIMIT ${query.limit}`;
}

/** Those of these records that exist, newest first. */
export function findRecordsById(scope: TenantScope, ids: readonly string[]): Promise<RecordRow[]> {
  return scope.tx.$queryRaw<RecordRow[]>`
    SELECT ${LISTED} FROM audit_records
    WHERE "organizationId" = ${scope.organizationId} AND id = ANY(${[...ids]}::text[])
    ORDER BY at DESC, id DESC`;
}

/** One record whole; the newest of its id. Null when there is none. */
export async function findRecord(
  scope: TenantScope,
  id: string,
): Promise<{ readonly sequence: bigint; readonly record: unknown } | null> {
  const rows = await scope.tx.$queryRaw<{ sequence: bigint; record: unknown }[]>`
    SELECT sequence, record FROM audit_records
    WHERE "organizationId" = ${scope.organizationId} AND id = ${id} ORDER BY at DESC, sequence DESC LIMIT 1`;
  return rows[0] ?? null;
}

function conditions(filter: RecordFilter): Prisma.Sql {
  const parts: Prisma.Sql[] = [];
  const equal = (column: string, value: string | undefined): void => {
    if (value !== undefined) parts.push(Prisma.sql`AND ${Prisma.raw(`"${column}"`)} = ${value}`);
  };
  equal("agentName", filter.agentName);
  equal("instanceName", filter.instanceName);
  equal("connectionName", filter.connectionName);
  equal("decision", filter.decision);
  equal("outcome", filter.outcome);
  equal("kind", filter.kind);
  equal("approvalId", filter.approvalId);
  if (filter.actorName !== undefined) parts.push(Prisma.sql`AND record->'actor'->>'name' = ${filter.actorName}`);
  if (filter.ruleId !== undefined) parts.push(Prisma.sql`AND ${filter.ruleId} = ANY("ruleIds")`);
  if (filter.from !== undefined) parts.push(Prisma.sql`AND at >= ${filter.from}::timestamptz`);
  if (filter.to !== undefined) parts.push(Prisma.sql`AND at < ${filter.to}::timestamptz`);
  if (filter.operation !== undefined) {
    const pattern = likePattern(filter.operation);
    parts.push(Prisma.sql`AND ("operationName" LIKE ${pattern}
      OR concat("connectionName", '.', "operationName") LIKE ${pattern})`);
  }
  if (filter.text !== undefined) {
    const pattern = `%${escapeLike(filter.text)}%`;
    parts.push(Prisma.sql`AND (summary ILIKE ${pattern} OR record->'arguments'->>'text' ILIKE ${pattern}
      OR record->>'detail' ILIKE ${pattern})`);
  }
  return parts.length === 0 ? Prisma.empty : Prisma.join(parts, " ");
}

function likePattern(glob: string): string {
  return glob.split("*").map(escapeLike).join("%");
}

function escapeLike(text: string): string {
  return text.replaceAll("\u0000", "").replace(/[\\%_]/g, (character) => `\\${character}`);
}
