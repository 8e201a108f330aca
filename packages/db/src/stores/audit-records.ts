import type { PlainScope, TenantScope } from "../client/db.ts";
import { storableJson } from "./audit-text.ts";
import type { TreeHead } from "./audit-tree.ts";

/** A record's columns beside its body. */
export interface RecordColumns {
  readonly id: string;
  /** RFC 3339 UTC, up to µs. */
  readonly at: string;
  readonly organizationId: string;
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
  readonly ruleIds: readonly string[];
  readonly approvalId: string | null;
  readonly personId: string | null;
  /** Micro-USD, decimal. */
  readonly costMicros: string;
  readonly latencyMs: number | null;
  readonly summary: string;
}

/** A record with its columns and its whole body as JSON text. */
export interface NewRecord {
  readonly columns: RecordColumns;
  readonly record: unknown;
  /** What it can be found by (core/search). */
  readonly terms: readonly string[];
}

/**
 * Which of these records are stored already, as `id at`. Each is looked up by its key, in the days the batch spans: left to
 * itself, Postgres reads whole days of a table whose statistics are younger than its rows, more with each record.
 */
export async function findStored(scope: PlainScope, records: readonly NewRecord[]): Promise<ReadonlySet<string>> {
  let fromMs = Number.POSITIVE_INFINITY;
  let toMs = Number.NEGATIVE_INFINITY;
  for (const { columns } of records) {
    const ms = Date.parse(columns.at);
    fromMs = Math.min(fromMs, ms);
    toMs = Math.max(toMs, ms);
  }
  if (toMs < fromMs) return new Set();
  const body = JSON.stringify(records.map(({ columns }) => ({ id: columns.id, at: columns.at })));
  const rows = await scope.tx.$queryRaw<{ id: string; at: string }[]>`
    SELECT e.id, e.at FROM jsonb_to_recordset(${body}::jsonb) AS e(id text, at text)
    CROSS JOIN LATERAL (
      SELECT 1 FROM audit_records r WHERE r.id = e.id AND r.at = e.at::timestamptz
        AND r.at >= ${new Date(fromMs)}::timestamptz AND r.at < ${new Date(toMs + 1)}::timestamptz
      LIMIT 1) AS found`;
  return new Set(rows.map((row) => `${row.id} ${row.at}`));
}

/** Where a batch's records of one organization begin, and the tree they are appended to. */
export interface Reserved {
  /** The sequence of the first. */
  readonly first: bigint;
  readonly treeStart: bigint;
  /** As in `TreeHead`. */
  readonly frontier: string;
}

/** Reserves sequence numbers and holds the trees' heads. Organizations are taken in one order. */
export async function reserveSequences(
  scope: PlainScope,
  counts: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<string, Reserved>> {
  const body = JSON.stringify([...counts].map(([organizationId, count]) => ({ organizationId, count })));
  const rows = await scope.tx.$queryRaw<(TreeHead & { organizationId: string })[]>`
    INSERT INTO audit_heads ("organizationId", size)
    SELECT e."organizationId", e.count
    FROM jsonb_to_recordset(${body}::jsonb) AS e("organizationId" text, count bigint)
    ORDER BY e."organizationId"
    ON CONFLICT ("organizationId") DO UPDATE SET size = audit_heads.size + excluded.size
    RETURNING "organizationId", size, "treeStart", coalesce(encode(frontier, 'hex'), '') AS frontier`;
  return new Map(
    rows.map(({ organizationId, size, treeStart, frontier }) => [
      organizationId,
      { first: size - BigInt(counts.get(organizationId) ?? 0), treeStart, frontier },
    ]),
  );
}

/** Inserts records with their sequence numbers, in one statement. */
export async function insertRecords(
  scope: PlainScope,
  records: readonly (NewRecord & { readonly sequence: bigint; readonly salts: string })[],
): Promise<void> {
  const body = storableJson(
    records.map(({ columns, sequence, record, terms, salts }) => {
      return { ...columns, sequence: sequence.toString(), record, terms: termsVector(terms), salts };
    }),
  );
  await scope.tx.$executeRaw`
    INSERT INTO audit_records (id, at, "organizationId", sequence, kind, "agentId", "agentName", "instanceId",
      "instanceName", "connectionName", "operationName", surface, decision, outcome, "ruleIds", "approvalId", "personId",
      "costMicros", "latencyMs", summary, record, terms, salts)
    SELECT e.id, e.at, e."organizationId", e.sequence, e.kind, e."agentId", e."agentName", e."instanceId",
      e."instanceName", e."connectionName", e."operationName", e.surface, e.decision, e.outcome,
      ARRAY(SELECT jsonb_array_elements_text(e."ruleIds")), e."approvalId", e."personId", e."costMicros", e."latencyMs",
      e.summary, e.record, e.terms, e.salts
    FROM jsonb_to_recordset(${body}::jsonb) AS e(id text, at timestamptz, "organizationId" text, sequence bigint,
      kind text, "agentId" text, "agentName" text, "instanceId" text, "instanceName" text, "connectionName" text,
      "operationName" text, surface text, decision text, outcome text, "ruleIds" jsonb, "approvalId" text,
      "personId" text, "costMicros" bigint, "latencyMs" float8, summary text, record jsonb, terms tsvector, salts text)`;
}

/** Terms as the text of a tsvector. */
function termsVector(terms: readonly string[]): string {
  return terms.map((term) => `'${term.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`).join(" ");
}

/** Whether an organization has made a call or claimed an approval: only then can Redis have lost something of it. */
export async function hasRun(scope: TenantScope): Promise<boolean> {
  const rows = await scope.tx.$queryRaw<{ ran: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM audit_records WHERE "organizationId" = ${scope.organizationId} AND kind = 'call')
      OR EXISTS (SELECT 1 FROM approvals WHERE "organizationId" = ${scope.organizationId} AND attempt > 0) AS ran`;
  return rows[0]?.ran ?? false;
}

/** Makes the partitions of today and so many days ahead (UTC); answers how many it made. */
export async function ensureAuditPartitions(scope: PlainScope, daysAhead: number): Promise<number> {
  const rows = await scope.tx.$queryRaw<{ made: number }[]>`SELECT ensure_audit_partitions(${daysAhead}::int) AS made`;
  return rows[0]?.made ?? 0;
}
