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
  const rows = await scope.tx.$queryRaw<(Omit<NewLedgerEntry, "windowEndMs"> & { windowEndMs: bigint | null })[]>`
    SELECT l."organizationId", l."recordId", l.position, l.kind, l.rule, l."limitName", l."scopeKind", l."scopeId",
      l."windowId", l."windowEndMs", l.amount::text AS amount, l.at::text AS at
    FROM ledger_entries l
    WHERE l."organizationId" = ${scope.organizationId} AND l."recordId" IN (
      SELECT r.id FROM audit_records r
      WHERE r."organizationId" = ${scope.organizationId} AND r.kind = 'call' AND r.outcome = 'unknown'
        AND r.at > now() - interval '3 days' AND r.record->>'callId' = ${callId})`;
  return rows.map((row) => ({ ...row, windowEndMs: row.windowEndMs === null ? null : Number(row.windowEndMs) }));
}
