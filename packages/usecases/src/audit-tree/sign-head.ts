import { createHash } from "node:crypto";
import {
  checkpointText,
  consistencyPath,
  readCheckpoint,
  type TreeHash,
  treeRoot,
  verifyConsistency,
} from "@countersign/core";
import type { TenantScope, WorkerDb } from "@countersign/db";
import {
  findCheckpoint,
  findHotMark,
  findTreeHead,
  insertCheckpoint,
  type StoredCheckpoint,
} from "@countersign/db/audit";
import { joinHashes, type NoteSigner, splitHashes, treeHasher } from "@countersign/vault/audit";
import { withTiles } from "./read-tiles.ts";

export interface SignedHead {
  readonly size: number;
  /** The signed note. */
  readonly note: string;
}

export type Signed =
  | { readonly kind: "SIGNED"; readonly head: SignedHead }
  /** Nothing has come since the last one. */
  | { readonly kind: "UNCHANGED" }
  /** The tree isn't one that the last signed head leads to: never signed, and somebody must look. */
  | { readonly kind: "INCONSISTENT"; readonly lastSize: number; readonly size: number };

/** The name under which an organization's heads are signed, and the origin of its checkpoints. */
export function checkpointOrigin(organizationId: string): string {
  return `countersign/${organizationId}`;
}

/**
 * Signs the head of an organization's tree, if it has grown and the last signed head leads to it. The signer checks that
 * itself, from the tree's own nodes. `now`: UTC.
 */
export function signHead(
  { db, signerOf }: { readonly db: WorkerDb; readonly signerOf: (origin: string) => NoteSigner },
  { organizationId, now }: { readonly organizationId: string; readonly now: Date },
): Promise<Signed> {
  return db.system(async ({ tx }) => {
    const scope: TenantScope = { organizationId, tx };
    const head = await findTreeHead(scope);
    const last = await findCheckpoint(scope);
    const size = head ? Number(head.size - head.treeStart) : 0;
    const lastSize = Number(last?.size ?? 0n);
    if (size === lastSize) return { kind: "UNCHANGED" };
    const root = await consistentRoot(scope, last, size);
    if (!root) return { kind: "INCONSISTENT", lastSize, size };
    const signer = signerOf(checkpointOrigin(organizationId));
    const previous = last && createHash("sha256").update(last.note).digest("base64");
    const rootText = Buffer.from(root).toString("base64");
    const { epoch } = await findHotMark(scope);
    const at = now.toISOString();
    const text = checkpointText({ origin: signer.name, size, root: rootText, previous, epoch, at });
    const note = signer.sign(text);
    const isNew = await insertCheckpoint(scope, { size: BigInt(size), root: joinHashes([root]), note });
    return isNew ? { kind: "SIGNED", head: { size, note } } : { kind: "UNCHANGED" };
  });
}

/** The root of the present tree, if what was signed last leads to it. */
async function consistentRoot(
  scope: TenantScope,
  last: StoredCheckpoint | null,
  newSize: number,
): Promise<TreeHash | null> {
  const oldSize = Number(last?.size ?? 0n);
  if (oldSize > newSize) return null;
  const { path, newRoot } = await withTiles(scope, (read) => ({
    path: consistencyPath(treeHasher, { oldSize, newSize }, read),
    newRoot: treeRoot(treeHasher, newSize, read),
  }));
  if (!last) return newRoot;
  const [oldRoot] = splitHashes(last.root);
  const signed = readCheckpoint(last.note.slice(0, last.note.indexOf("\n\n") + 1));
  // The row's root must be the one that was signed.
  if (!oldRoot || signed?.root !== Buffer.from(oldRoot).toString("base64")) return null;
  return verifyConsistency(treeHasher, { oldSize, newSize, oldRoot, newRoot, path }) ? newRoot : null;
}
