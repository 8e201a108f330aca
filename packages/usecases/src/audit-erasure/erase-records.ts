import { auditRecordSchema } from "@countersign/contracts";
import { eraseRecord, type JsonObject } from "@countersign/core";
import type { TenantScope } from "@countersign/db";
import { type ErasableRow, type ErasedRecord, replaceErased } from "@countersign/db/audit";
import { recordPartHashes } from "@countersign/vault/audit";
import { newRecord } from "../audit/record-columns.ts";

/** Why a record was erased. */
export type ErasureCause = { readonly why: "person"; readonly erasure: string } | { readonly why: "retention" };

/**
 * Puts records without who, arguments, result and free text in the place of whole ones. Their salts go, and the salted
 * hashes of what was taken out stay, so that their leaves and the whole tree still verify. Answers how many. `now`: UTC.
 */
export function eraseRecords(
  scope: TenantScope,
  rows: readonly ErasableRow[],
  { cause, now }: { readonly cause: ErasureCause; readonly now: Date },
): Promise<number> {
  const at = now.toISOString();
  const erased = rows.map((row): ErasedRecord => {
    const record = eraseRecord(row.record as JsonObject);
    // A record from before the tree has no leaf, and so nothing to keep.
    const hashes = row.salts === null ? {} : recordPartHashes(row.record as JsonObject, row.salts);
    const { terms } = newRecord(auditRecordSchema.parse(record));
    return { row: { id: row.id, at: row.at }, record, terms, erased: { ...hashes, at, ...cause } };
  });
  return replaceErased(scope, erased);
}
