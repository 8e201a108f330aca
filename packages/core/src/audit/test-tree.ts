import { createHash } from "node:crypto";
import type { TreeHash, TreeHasher } from "./merkle-hash.ts";

export const sha = (...parts: (Uint8Array | string)[]): TreeHash => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};
/** SHA-256 with the prefixes of RFC 6962. */
export const hasher: TreeHasher = {
  empty: () => sha(),
  leaf: (data) => sha(Uint8Array.of(0), data),
  node: (left, right) => sha(Uint8Array.of(1), left, right),
};
export const hex = (hash: TreeHash): string => Buffer.from(hash).toString("hex");

/** RFC 6962, section 2.1, as it is written there. */
export function naiveRoot(leaves: readonly TreeHash[]): TreeHash {
  const [first] = leaves;
  if (!first) return hasher.empty();
  if (leaves.length === 1) return first;
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  return hasher.node(naiveRoot(leaves.slice(0, half)), naiveRoot(leaves.slice(half)));
}
