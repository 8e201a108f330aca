import type { Db } from "@countersign/db";
import { findTreeHead, listCheckpoints } from "@countersign/db/audit";
import type { NoteSigner } from "@countersign/vault/audit";
import { checkpointOrigin } from "./sign-head.ts";

export interface SignedHeads {
  /** What the notes are checked with, as C2SP's signed-note writes it. */
  readonly publicKey: string;
  /** Leaves of the tree at present, signed or not. */
  readonly treeSize: number;
  readonly checkpoints: { readonly size: number; readonly root: string; readonly at: string; readonly note: string }[];
}

/** An organization's signed heads from a size on, smallest first. Roots are hex; times RFC 3339 UTC. */
export function listSignedHeads(
  { db, signerOf }: { readonly db: Db; readonly signerOf: (origin: string) => Pick<NoteSigner, "publicKey"> },
  { organizationId, from, limit }: { readonly organizationId: string; readonly from: number; readonly limit: number },
): Promise<SignedHeads> {
  return db.tenant(organizationId, async (scope) => {
    const head = await findTreeHead(scope);
    const stored = await listCheckpoints(scope, { from: BigInt(from), limit });
    return {
      publicKey: signerOf(checkpointOrigin(organizationId)).publicKey,
      treeSize: head ? Number(head.size - head.treeStart) : 0,
      checkpoints: stored.map(({ size, root, at, note }) => ({ size: Number(size), root, at: at.toISOString(), note })),
    };
  });
}
