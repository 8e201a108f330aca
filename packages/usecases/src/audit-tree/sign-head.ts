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
import { type CheckpointSigner, joinHashes, type SigningKey, splitHashes, treeHasher } from "@countersign/vault/audit";
import { type KeptHead, leadsOnFrom } from "../audit/kept-head.ts";
import { signingKey } from "./key-history.ts";
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

export interface HeadToSign {
  readonly organizationId: string;
  /** UTC. */
  readonly now: Date;
  /** The newest head that was kept outside the database, where one is known: the tree must lead on from it too. */
  readonly kept: KeptHead | null;
}

/**
 * Signs the head of an organization's tree, if it has grown and the last signed head leads to it. The signer checks that
 * itself, from the tree's own nodes.
 */
export async function signHead(
  { db, signer }: { readonly db: WorkerDb; readonly signer: CheckpointSigner },
  { organizationId, now, kept }: HeadToSign,
): Promise<Signed> {
  const next = await db.tenant(organizationId, (scope) => nextHead(scope, now));
  if (next.kind !== "DUE") return next;
  if (kept && !(await leadsOnFrom(db, organizationId, kept))) {
    return { kind: "INCONSISTENT", lastSize: kept.head.size, size: next.size };
  }
  const { key, size, root } = next;
  // Outside a transaction, since a signer may be far away: another one's head of that size stands before this one.
  const note = await signer.sign(key, next.text);
  const isNew = await db.tenant(organizationId, (scope) => {
    return insertCheckpoint(scope, { size: BigInt(size), root: joinHashes([root]), note });
  });
  return isNew ? { kind: "SIGNED", head: { size, note } } : { kind: "UNCHANGED" };
}

/** The head that is to be signed, and by which key. */
type Due = { readonly kind: "DUE"; readonly key: SigningKey; readonly text: string } & {
  readonly size: number;
  readonly root: TreeHash;
};

async function nextHead(scope: TenantScope, now: Date): Promise<Due | Exclude<Signed, { kind: "SIGNED" }>> {
  const head = await findTreeHead(scope);
  const last = await findCheckpoint(scope);
  const size = head ? Number(head.size - head.treeStart) : 0;
  const lastSize = Number(last?.size ?? 0n);
  if (size === lastSize) return { kind: "UNCHANGED" };
  const root = await consistentRoot(scope, last, size);
  if (!root) return { kind: "INCONSISTENT", lastSize, size };
  const { epoch } = await findHotMark(scope);
  const key = await signingKey(scope, size);
  const text = checkpointText({
    origin: key.name,
    size,
    root: Buffer.from(root).toString("base64"),
    previous: last && createHash("sha256").update(last.note).digest("base64"),
    epoch,
    at: now.toISOString(),
  });
  return { kind: "DUE", key, text, size, root };
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
