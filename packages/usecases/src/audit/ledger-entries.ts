import type { CallRecord } from "@countersign/contracts";
import type { NewLedgerEntry } from "@countersign/db";

/** An amendment's entries stand after those of what it amends, even under the same record id. */
const AMENDMENT_POSITION = 10_000;

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

/** The entries of an amendment: by how much the late truth differs from what the unknown outcome was charged. */
export function amendedEntries(record: CallRecord, charged: ReadonlyMap<number, bigint>): NewLedgerEntry[] {
  return ledgerEntries(record).map((entry) => ({
    ...entry,
    position: entry.position + AMENDMENT_POSITION,
    amount: (BigInt(entry.amount) - (charged.get(entry.position) ?? 0n)).toString(),
  }));
}
