import type { TenantScope } from "../client/db.ts";

/** A key that signed heads of the tree until another followed. */
export interface FormerKey {
  /** Counts from 1. */
  readonly generation: number;
  readonly publicKey: string;
  readonly endedAt: Date;
  /** The leaf of the record it ended with: larger heads are the next key's. Null until the record is written. */
  readonly until: bigint | null;
}

/** The organization's former keys, oldest first. */
export function listFormerKeys(scope: TenantScope): Promise<FormerKey[]> {
  return scope.tx.$queryRaw<FormerKey[]>`
    SELECT k.generation, k."publicKey", k."endedAt", r.sequence - h."treeStart" AS until
    FROM audit_former_keys k
    LEFT JOIN audit_heads h ON h."organizationId" = k."organizationId"
    LEFT JOIN audit_records r ON r."organizationId" = k."organizationId" AND r.id = k."recordId"
    WHERE k."organizationId" = ${scope.organizationId} ORDER BY k.generation`;
}

/** Notes that a key ends with a record. */
export async function insertFormerKey(
  scope: TenantScope,
  { generation, publicKey, recordId }: Pick<FormerKey, "generation" | "publicKey"> & { readonly recordId: string },
): Promise<void> {
  await scope.tx.$executeRaw`
    INSERT INTO audit_former_keys ("organizationId", generation, "publicKey", "recordId")
    VALUES (${scope.organizationId}, ${generation}, ${publicKey}, ${recordId})`;
}
