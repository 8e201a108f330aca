import { type Checkpoint, treeRoot } from "@countersign/core";
import type { WorkerDb } from "@countersign/db";
import { findHotMark, findTreeHead } from "@countersign/db/audit";
import { treeHasher } from "@countersign/vault/audit";
import { withTiles } from "../audit-tree/read-tiles.ts";

/** The newest head of an organization's tree that a sink outside the database holds. */
export interface KeptHead {
  readonly sink: string;
  readonly head: Checkpoint;
}

/**
 * Whether the tree that Postgres holds is the one a kept head is of, or has grown from it. It isn't when an older database
 * was put back, or another one. What an owner has opened since, in a later epoch, isn't held against it again.
 */
export function leadsOnFrom(db: WorkerDb, organizationId: string, { head: kept }: KeptHead): Promise<boolean> {
  return db.tenant(organizationId, async (scope) => {
    const { epoch } = await findHotMark(scope);
    if (epoch !== kept.epoch) return epoch > kept.epoch;
    const head = await findTreeHead(scope);
    if (kept.size > (head ? Number(head.size - head.treeStart) : 0)) return false;
    try {
      const root = await withTiles(scope, (read) => treeRoot(treeHasher, kept.size, read));
      return Buffer.from(root).toString("base64") === kept.root;
    } catch (error) {
      // A tree whose nodes are missing leads on from nothing.
      if (error instanceof RangeError) return false;
      throw error;
    }
  });
}
