import type { PlainScope, TenantScope } from "../client/db.ts";

/** What one record took from one limit. */
export interface NewLedgerEntry {
  readonly organizationId: string;
  readonly recordId: string;
  /** Its place among the record's limits; an amendment's entries follow those of what it amends. */
  readonly position: number;
  readonly kind: "calls" | "spend";
  readonly rule: string;
  readonly limitName: string;
  readonly scopeKind: string;
  readonly scopeId: string;
  readonly windowId: string;
  /** UTC ms; null for a window that never ends. */
  readonly windowEndMs: number | null;
  /** A count or micro-USD, decimal; an amendment may take back. */
  readonly amount: string;
  readonly at: string;
}

/** One counter as the ledger knows it. */
export interface LedgerSum {
  readonly kind: "calls" | "spend";
  readonly rule: string;
  readonly limitName: string;
  readonly scopeKind: string;
  readonly scopeId: string;
  readonly windowId: string;
  readonly windowEndMs: bigint | null;
  readonly used: bigint;
}

/** Inserts entries; those that stand already stay as they are. */
export async function insertLedgerEntries(scope: PlainScope, entries: readonly NewLedgerEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await scope.tx.$executeRaw`
    INSERT INTO ledger_entries ("organizationId", "recordId", position, kind, rule, "limitName", "scopeKind", "scopeId",
      "windowId", "windowEndMs", amount, at)
    SELECT * FROM jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) AS e("organizationId" text, "recordId" text,
      position int, kind text, rule text, "limitName" text, "scopeKind" text, "scopeId" text, "windowId" text,
      "windowEndMs" bigint, amount bigint, at timestamptz)
    ON CONFLICT DO NOTHING`;
}

/** The sums of an organization's windows that haven't ended, never below zero. */
export function sumLedger(scope: TenantScope): Promise<LedgerSum[]> {
  return scope.tx.$queryRaw<LedgerSum[]>`
    SELECT kind, rule, "limitName", "scopeKind", "scopeId", "windowId", max("windowEndMs") AS "windowEndMs",
      GREATEST(sum(amount), 0)::bigint AS used
    FROM ledger_entries
    WHERE "organizationId" = ${scope.organizationId}
      AND ("windowEndMs" IS NULL OR "windowEndMs" > extract(epoch FROM now()) * 1000)
    GROUP BY kind, rule, "limitName", "scopeKind", "scopeId", "windowId"`;
}

/** What a call that was recorded as unknown was charged. Empty when it has no such record. */
export async function findUnknownCharges(scope: TenantScope, callId: string): Promise<NewLedgerEntry[]> {
  const rows = await scope.tx.$queryRaw<StoredEntry[]>`
    SELECT l."organizationId", l."recordId", l.position, l.kind, l.rule, l."limitName", l."scopeKind", l."scopeId",
      l."windowId", l."windowEndMs", l.amount::text AS amount, l.at::text AS at
    FROM ledger_entries l
    WHERE l."organizationId" = ${scope.organizationId} AND l."recordId" IN (
      SELECT r.id FROM audit_records r
      WHERE r."organizationId" = ${scope.organizationId} AND r.kind = 'call' AND r.outcome = 'unknown'
        AND r.at > now() - interval '3 days' AND r.record->>'callId' = ${callId})`;
  return rows.map(entryOf);
}

/** What one record was charged. */
export async function findCharges(scope: TenantScope, recordId: string): Promise<NewLedgerEntry[]> {
  const rows = await scope.tx.$queryRaw<StoredEntry[]>`
    SELECT l."organizationId", l."recordId", l.position, l.kind, l.rule, l."limitName", l."scopeKind", l."scopeId",
      l."windowId", l."windowEndMs", l.amount::text AS amount, l.at::text AS at
    FROM ledger_entries l
    WHERE l."organizationId" = ${scope.organizationId} AND l."recordId" = ${recordId}`;
  return rows.map(entryOf);
}

type StoredEntry = Omit<NewLedgerEntry, "windowEndMs"> & { readonly windowEndMs: bigint | null };

function entryOf(row: StoredEntry): NewLedgerEntry {
  return { ...row, windowEndMs: row.windowEndMs === null ? null : Number(row.windowEndMs) };
}

/** A record whose entries in the ledger aren't what the record itself says it took. */
export interface LedgerFault {
  readonly recordId: string;
  readonly what: "missing" | "unfounded" | "different" | "unmatched reversal";
}

const FAULTS_SHOWN = 100;

/** Compares the ledger with the records it was written from, entry by entry. */
export async function findLedgerFaults(scope: TenantScope): Promise<LedgerFault[]> {
  const own = await scope.tx.$queryRaw<LedgerFault[]>`
    SELECT DISTINCT coalesce(r.id, e."recordId") AS "recordId",
      CASE WHEN r.id IS NULL THEN 'unfounded' WHEN e."recordId" IS NULL THEN 'missing' ELSE 'different' END AS what
    FROM (
      SELECT a.id, (n - 1)::int AS place, t->>'kind' AS kind, t->>'rule' AS rule, coalesce(t->>'name', '') AS name,
        t->'scope'->>'kind' AS "scopeKind", t->'scope'->>'id' AS "scopeId", t->>'windowId' AS "windowId",
        (t->>'amount')::bigint AS amount
      FROM audit_records a, jsonb_array_elements(a.record->'limits') WITH ORDINALITY AS touched(t, n)
      WHERE a."organizationId" = ${scope.organizationId} AND a.kind = 'call'
        AND t->>'kind' IN ('calls', 'spend') AND t->>'windowId' IS NOT NULL) r
    FULL JOIN (
      SELECT "recordId", position % 10000 AS place, kind, rule, "limitName" AS name, "scopeKind", "scopeId", "windowId",
        amount
      FROM ledger_entries
      WHERE "organizationId" = ${scope.organizationId} AND position / 10000 <> 1) e
    ON e."recordId" = r.id AND e.place = r.place
    WHERE r.id IS NULL OR e."recordId" IS NULL
      OR (r.kind, r.rule, r.name, r."scopeKind", r."scopeId", r."windowId", r.amount)
        IS DISTINCT FROM (e.kind, e.rule, e.name, e."scopeKind", e."scopeId", e."windowId", e.amount)
    LIMIT ${FAULTS_SHOWN}`;
  const reversed = await scope.tx.$queryRaw<LedgerFault[]>`
    SELECT DISTINCT b."recordId", 'unmatched reversal' AS what
    FROM ledger_entries b
    LEFT JOIN audit_records late ON late."organizationId" = b."organizationId" AND late.id = b."recordId"
    WHERE b."organizationId" = ${scope.organizationId} AND b.position / 10000 = 1 AND NOT EXISTS (
      SELECT 1 FROM ledger_entries c JOIN audit_records u ON u."organizationId" = c."organizationId" AND u.id = c."recordId"
      WHERE c."organizationId" = b."organizationId" AND c.position = b.position - 10000 AND c.amount = -b.amount
        AND u.outcome = 'unknown' AND u.record->>'callId' = late.record->>'callId')
    LIMIT ${FAULTS_SHOWN}`;
  return [...own, ...reversed];
}

/** How far a shard's stream has come into the ledger; before everything where nothing has. */
export async function findStreamPosition(scope: PlainScope, shard: number): Promise<string> {
  const rows = await scope.tx.$queryRaw<{ position: string }[]>`
    SELECT position FROM stream_positions WHERE shard = ${shard}`;
  return rows[0]?.position ?? "0-0";
}
