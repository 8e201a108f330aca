import { inclusionPath, type JsonObject, treeRoot } from "@countersign/core";
import type { Db, TenantScope } from "@countersign/db";
import { findCheckpoint, findLeaf, findTreeHead, type LeafRow } from "@countersign/db/audit";
import { erasedLeaf, joinHashes, recordLeaf, treeHasher } from "@countersign/vault/audit";
import { z } from "zod";
import { type AuditKey, keyHistory, keyOfHead, type PublicKeys } from "./key-history.ts";
import { withTiles } from "./read-tiles.ts";

/** That a record stands in its organization's tree. Hashes are hex. */
export interface InclusionProof {
  readonly leafIndex: number;
  /** Leaves of the tree that the path is of: the newest checkpoint's where it holds the record, else the present one. */
  readonly treeSize: number;
  /** The leaf made anew from the record as it is stored. */
  readonly leafHash: string;
  readonly path: readonly string[];
  readonly root: string;
  /** The signed head of that size; null while none holds the record. */
  readonly checkpoint: string | null;
  /** What that head is checked with. */
  readonly publicKey: string;
}

const erasedSchema = z.object({ who: z.string(), arguments: z.string(), result: z.string() });

/** The proof of one record; null when there is no such record, or it is older than the tree. */
export function proveRecord(
  { db, signer }: { readonly db: Db; readonly signer: PublicKeys },
  { organizationId, recordId }: { readonly organizationId: string; readonly recordId: string },
): Promise<InclusionProof | null> {
  return db.tenant(organizationId, async (scope) => {
    const row = await findLeaf(scope, recordId);
    const head = await findTreeHead(scope);
    if (!row || !head || row.sequence < head.treeStart) return null;
    const index = Number(row.sequence - head.treeStart);
    const keys = await keyHistory(scope, signer);
    return prove(scope, { row, index, present: Number(head.size - head.treeStart), keys });
  });
}

interface Place {
  readonly row: LeafRow;
  readonly index: number;
  readonly present: number;
  readonly keys: readonly AuditKey[];
}

async function prove(scope: TenantScope, { row, index, present, keys }: Place): Promise<InclusionProof> {
  const checkpoint = await findCheckpoint(scope, { atLeast: BigInt(index + 1) });
  const size = checkpoint ? Number(checkpoint.size) : present;
  const { path, root } = await withTiles(scope, (read) => ({
    path: inclusionPath(treeHasher, { index, size }, read),
    root: treeRoot(treeHasher, size, read),
  }));
  return {
    leafIndex: index,
    treeSize: size,
    leafHash: joinHashes([leafOf(row)]),
    path: path.map((hash) => joinHashes([hash])),
    root: joinHashes([root]),
    checkpoint: checkpoint?.note ?? null,
    publicKey: keyOfHead(keys, size).publicKey,
  };
}

/** The leaf of a record as it is stored now. Throws Error when neither its salts nor what is left of them is there. */
export function leafOf({ sequence, record, salts, erased }: LeafRow): Uint8Array {
  if (salts !== null) return recordLeaf(sequence.toString(), record as JsonObject, salts);
  const parts = erasedSchema.safeParse(erased);
  if (!parts.success) throw new Error("a record has neither salts nor the hashes of what was erased");
  return erasedLeaf(sequence.toString(), record as JsonObject, parts.data);
}
