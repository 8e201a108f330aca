import { hash } from "node:crypto";
import type { TreeHash, TreeHasher } from "@countersign/core";

const HASH_BYTES = 32;

/** The tree's hashes by SHA-256, with the prefixes of RFC 6962, section 2.1. */
export const treeHasher: TreeHasher = {
  empty: () => hash("sha256", "", "buffer"),
  // U+0000 is the byte 0x00 in UTF-8.
  leaf: (data) => hash("sha256", `\u0000${data}`, "buffer"),
  node: (left, right) => {
    const bytes = Buffer.allocUnsafe(1 + 2 * HASH_BYTES);
    bytes[0] = 1;
    bytes.set(left, 1);
    bytes.set(right, 1 + HASH_BYTES);
    return hash("sha256", bytes, "buffer");
  },
};

/** The salted hash of a part of a leaf, hex. `salt` is hex too. */
export function saltedHash(salt: string, data: string): string {
  return hash("sha256", `${salt}\n${data}`, "hex");
}

/** Hashes one after the other as hex, and back. Throws RangeError on text that isn't whole hashes. */
export function joinHashes(hashes: readonly TreeHash[]): string {
  return Buffer.concat(hashes).toString("hex");
}

/** The hashes of `joinHashes`. */
export function splitHashes(text: string): TreeHash[] {
  const bytes = Buffer.from(text, "hex");
  if (bytes.length * 2 !== text.length || bytes.length % HASH_BYTES !== 0) throw new RangeError("not whole hashes");
  return Array.from({ length: bytes.length / HASH_BYTES }, (_, at) =>
    bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES),
  );
}
