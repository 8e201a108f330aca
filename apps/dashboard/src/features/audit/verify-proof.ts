import { pathSides, readCheckpoint, readNote } from "@countersign/core";

/** A proof as the platform gave it. Hashes are hex. */
export interface GivenProof {
  readonly leafIndex: number;
  readonly treeSize: number;
  readonly leafHash: string;
  readonly path: readonly string[];
  readonly root: string;
  readonly checkpoint: string | null;
  /** What that head is checked with. */
  readonly publicKey: string;
}

export type ProofVerdict =
  /** The leaf leads to the root; `isSigned`: and the signed head names that root, by the given key. */
  | { readonly kind: "right"; readonly isSigned: boolean; readonly signedAt: string | null }
  | { readonly kind: "wrong"; readonly why: string };

const ED25519_KEY_BYTES = 32;

/** Checks a proof in the browser, with its own hashes: the way up from the leaf to the root, and the root's signature. */
export async function verifyProof(proof: GivenProof): Promise<ProofVerdict> {
  const sides = pathSides(proof.leafIndex, proof.treeSize);
  if (sides.length !== proof.path.length) return wrong("The path doesn't fit the place in the tree.");
  let hash = bytesOf(proof.leafHash);
  for (const [step, sibling] of proof.path.entries()) {
    const other = bytesOf(sibling);
    hash = await nodeHash(sides[step] === "left" ? [other, hash] : [hash, other]);
  }
  if (hexOf(hash) !== proof.root) return wrong("The record doesn't lead to the tree's root.");
  if (proof.checkpoint === null) return { kind: "right", isSigned: false, signedAt: null };
  const note = readNote(proof.checkpoint);
  const head = note && readCheckpoint(note.text);
  if (!note || !head) return wrong("The signed head can't be read.");
  if (head.size !== proof.treeSize || head.root !== base64Of(hash)) return wrong("The signed head is of another tree.");
  if (!(await isSigned(note, proof.publicKey))) return wrong("The head isn't signed by the organization's key.");
  return { kind: "right", isSigned: true, signedAt: head.at };
}

function wrong(why: string): ProofVerdict {
  return { kind: "wrong", why };
}

/** C2SP signed-note: `name+id+base64(1 || key)`; a signature is base64(id || signature). */
async function isSigned(note: NonNullable<ReturnType<typeof readNote>>, publicKey: string): Promise<boolean> {
  const [name = "", , ...rest] = publicKey.split("+");
  const raw = bytesOfBase64(rest.join("+")).slice(-ED25519_KEY_BYTES);
  const signature = note.signatures.find((each) => each.name === name);
  if (!signature) return false;
  const key = await crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]);
  const text = new TextEncoder().encode(note.text);
  return crypto.subtle.verify("Ed25519", key, bytesOfBase64(signature.blob).slice(4), text);
}

/** RFC 6962, section 2.1: SHA-256(0x01 || left || right). */
async function nodeHash([left, right]: readonly [Uint8Array, Uint8Array]): Promise<Uint8Array> {
  const bytes = new Uint8Array(1 + left.length + right.length);
  bytes[0] = 1;
  bytes.set(left, 1);
  bytes.set(right, 1 + left.length);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

function base64Of(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
