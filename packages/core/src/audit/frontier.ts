import type { TreeHash, TreeHasher } from "./merkle-hash.ts";

/**
 * The right edge of a tree: the roots of its complete subtrees, the largest first. It is all that appending needs, and
 * its hashes are as many as the size has bits set.
 */
export interface Frontier {
  readonly size: number;
  readonly hashes: readonly TreeHash[];
}

export const EMPTY_FRONTIER: Frontier = { size: 0, hashes: [] };

/** A complete subtree that an append finished: over leaves `index * 2^level` up to the next such. */
export interface FinishedNode {
  readonly level: number;
  readonly index: number;
  readonly hash: TreeHash;
}

export interface Appended {
  readonly frontier: Frontier;
  /** Every complete subtree above the leaves that came to be, in the order of its completion. */
  readonly finished: readonly FinishedNode[];
}

/** Appends leaves. Throws RangeError when the frontier's hashes don't fit its size. */
export function appendLeaves(hasher: TreeHasher, frontier: Frontier, leaves: readonly TreeHash[]): Appended {
  if (frontier.hashes.length !== bitsSet(frontier.size)) throw new RangeError("the frontier doesn't fit its size");
  const hashes = [...frontier.hashes];
  const finished: FinishedNode[] = [];
  let size = frontier.size;
  for (const leaf of leaves) {
    let hash = leaf;
    let level = 0;
    // Each bit that is set at the low end stands for a subtree as large as what was just made: the two become one.
    for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) {
      const left = hashes.pop();
      if (!left) throw new RangeError("the frontier doesn't fit its size");
      hash = hasher.node(left, hash);
      level += 1;
      finished.push({ level, index: (rest - 1) / 2, hash });
    }
    hashes.push(hash);
    size += 1;
  }
  return { frontier: { size, hashes }, finished };
}

/** The root of the whole tree (RFC 6962, section 2.1). */
export function frontierRoot(hasher: TreeHasher, { hashes }: Frontier): TreeHash {
  const [last, ...others] = [...hashes].reverse();
  if (!last) return hasher.empty();
  return others.reduce((right, left) => hasher.node(left, right), last);
}

function bitsSet(size: number): number {
  let bits = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) bits += rest % 2;
  return bits;
}
