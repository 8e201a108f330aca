import type { Db } from "@countersign/db";
import { findTreeHead, listCheckpoints } from "@countersign/db/audit";
import { keyHistory, keyOfHead, type PublicKeys } from "./key-history.ts";

export interface SignedHeads {
  /** The present key, as C2SP's signed-note writes it. */
  readonly publicKey: string;
  /** Leaves of the tree at present, signed or not. */
  readonly treeSize: number;
  readonly checkpoints: {
    readonly size: number;
    readonly root: string;
    readonly at: string;
    readonly note: string;
    /** What the note is checked with. */
    readonly publicKey: string;
  }[];
}

/** An organization's signed heads from a size on, smallest first. Roots are hex; times RFC 3339 UTC. */
export function listSignedHeads(
  { db, signer }: { readonly db: Db; readonly signer: PublicKeys },
  { organizationId, from, limit }: { readonly organizationId: string; readonly from: number; readonly limit: number },
): Promise<SignedHeads> {
  return db.tenant(organizationId, async (scope) => {
    const head = await findTreeHead(scope);
    const stored = await listCheckpoints(scope, { from: BigInt(from), limit });
    const keys = await keyHistory(scope, signer);
    const keyOf = (size: number): string => keyOfHead(keys, size).publicKey;
    return {
      publicKey: keyOf(Number.POSITIVE_INFINITY),
      treeSize: head ? Number(head.size - head.treeStart) : 0,
      checkpoints: stored.map(({ size, root, at, note }) => ({
        size: Number(size),
        root,
        at: at.toISOString(),
        note,
        publicKey: keyOf(Number(size)),
      })),
    };
  });
}
