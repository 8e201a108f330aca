import type { CallRecord } from "@countersign/contracts";
import { findCharges, findUnknownCharges, type NewLedgerEntry, type TenantScope } from "@countersign/db";

/** An amendment's entries stand after those of what it amends, even under the same record id. */
const REVERSAL = 10_000;
const AMENDMENT = 20_000;

/** What a call's record took from calendar-window limits. Rates and concurrency aren't counted up. */
export function ledgerEntries(record: CallRecord): NewLedgerEntry[] {
  return record.limits.flatMap((limit, position) => {
    if ((limit.kind !== "calls" && limit.kind !== "spend") || limit.windowId === null) return [];
    return [
      {
        organizationId: record.organizationId,
        recordId: record.id,
        position,
        kind: limit.kind,
        rule: limit.rule,
        limitName: limit.name ?? "",
        scopeKind: limit.scope.kind,
        scopeId: limit.scope.id,
        windowId: limit.windowId,
        windowEndMs: limit.windowEndMs,
        amount: limit.amount,
        at: record.at,
      },
    ];
  });
}

/** What was charged by the record that an amendment amends. */
export function findAmended(scope: TenantScope, { callId, resolves }: CallRecord): Promise<NewLedgerEntry[]> {
  return resolves ? findCharges(scope, resolves.recordId) : findUnknownCharges(scope, callId);
}

/** The entries of an amendment: what the unknown outcome was charged is taken back, and the late truth charged. */
export function amendedEntries(record: CallRecord, charged: readonly NewLedgerEntry[]): NewLedgerEntry[] {
  const { id: recordId, at } = record;
  const reversed = charged.map((entry) => {
    return { ...entry, recordId, at, position: entry.position + REVERSAL, amount: (-BigInt(entry.amount)).toString() };
  });
  return [...reversed, ...ledgerEntries(record).map((entry) => ({ ...entry, position: entry.position + AMENDMENT }))];
}
