import { consistencyPath, treeRoot } from "@countersign/core";
import type { Db } from "@countersign/db";
import { findTreeHead } from "@countersign/db/audit";
import { joinHashes, treeHasher } from "@countersign/vault/audit";
import { withTiles } from "./read-tiles.ts";

/** That the tree of one size begins with that of another. Hashes are hex. */
export interface ConsistencyProof {
  readonly oldSize: number;
  readonly newSize: number;
  readonly oldRoot: string;
  readonly newRoot: string;
  readonly path: readonly string[];
}

/** The proof between two sizes; null when the tree never was that large, or the sizes are the wrong way round. */
export function proveConsistency(
  { db }: { readonly db: Db },
  of: { readonly organizationId: string; readonly oldSize: number; readonly newSize: number },
): Promise<ConsistencyProof | null> {
  const { organizationId, oldSize, newSize } = of;
  return db.tenant(organizationId, async (scope) => {
    const head = await findTreeHead(scope);
    const size = head ? Number(head.size - head.treeStart) : 0;
    if (oldSize < 0 || oldSize > newSize || newSize > size) return null;
    return withTiles(scope, (read) => ({
      oldSize,
      newSize,
      oldRoot: joinHashes([treeRoot(treeHasher, oldSize, read)]),
      newRoot: joinHashes([treeRoot(treeHasher, newSize, read)]),
      path: consistencyPath(treeHasher, { oldSize, newSize }, read).map((hash) => joinHashes([hash])),
    }));
  });
}
