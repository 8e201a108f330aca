import type { Db } from "@countersign/db";
import { findSequences, findTreeHead } from "@countersign/db/audit";

/** Leaves from one up to, but without, another; counted from 0. */
export interface LeafRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The shortest run of leaves that holds every record of a time (UTC; from inclusive, to exclusive). A few of other times
 * may stand between them, since records are appended as they come. Empty when no record of that time is in the tree.
 */
export function findLeafRange(
  { db }: { readonly db: Db },
  time: { readonly organizationId: string; readonly from: Date | null; readonly to: Date | null },
): Promise<LeafRange> {
  return db.tenant(time.organizationId, async (scope) => {
    const head = await findTreeHead(scope);
    const found = head && (await findSequences(scope, time));
    if (!head || !found || found.last < head.treeStart) return { from: 0, to: 0 };
    const skipped = found.first - head.treeStart;
    return { from: skipped > 0n ? Number(skipped) : 0, to: Number(found.last - head.treeStart) + 1 };
  });
}
