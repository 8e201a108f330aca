import { isSameHash, type TreeHash, type TreeHasher } from "./merkle-hash.ts";

/** Reads the root of a complete subtree: level 0 is a leaf's hash. Throws when it isn't known. */
export type NodeReader = (level: number, index: number) => TreeHash;

/** The root of the first `size` leaves (RFC 6962, section 2.1). */
export function treeRoot(hasher: TreeHasher, size: number, read: NodeReader): TreeHash {
  return size === 0 ? hasher.empty() : rangeRoot(hasher, { from: 0, to: size }, read);
}

/** The audit path of a leaf in the tree of the first `size` (RFC 6962, section 2.1.1). Throws RangeError outside it. */
export function inclusionPath(
  hasher: TreeHasher,
  { index, size }: { readonly index: number; readonly size: number },
  read: NodeReader,
): TreeHash[] {
  if (!isPlace(index, size)) throw new RangeError("the leaf is not in a tree of that size");
  const path: TreeHash[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + split(to - from);
    if (index < middle) {
      path.unshift(rangeRoot(hasher, { from: middle, to }, read));
      to = middle;
    } else {
      path.unshift(rangeRoot(hasher, { from, to: middle }, read));
      from = middle;
    }
  }
  return path;
}

/** What shows that the tree of `newSize` begins with that of `oldSize` (RFC 6962, section 2.1.2). */
export function consistencyPath(
  hasher: TreeHasher,
  { oldSize, newSize }: { readonly oldSize: number; readonly newSize: number },
  read: NodeReader,
): TreeHash[] {
  if (!isPlace(oldSize, newSize + 1)) throw new RangeError("a tree doesn't shrink");
  if (oldSize === 0) return [];
  const path: TreeHash[] = [];
  let [from, to, wanted] = [0, newSize, oldSize];
  let isWhole = true;
  while (wanted !== to - from) {
    const half = split(to - from);
    if (wanted <= half) {
      path.unshift(rangeRoot(hasher, { from: from + half, to }, read));
      to = from + half;
    } else {
      path.unshift(rangeRoot(hasher, { from, to: from + half }, read));
      from += half;
      wanted -= half;
      isWhole = false;
    }
  }
  if (!isWhole) path.unshift(rangeRoot(hasher, { from, to }, read));
  return path;
}

/** On which side of the way up each sibling of an audit path stands (RFC 9162, section 2.1.3.2). */
export function pathSides(index: number, size: number): ("left" | "right")[] {
  const sides: ("left" | "right")[] = [];
  for (let [at, last] = [index, size - 1]; last > 0; [at, last] = [Math.floor(at / 2), Math.floor(last / 2)]) {
    if (at % 2 === 0 && at !== last) {
      sides.push("right");
      continue;
    }
    sides.push("left");
    while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
  }
  return sides;
}

export interface InclusionClaim {
  readonly leaf: TreeHash;
  readonly index: number;
  readonly size: number;
  readonly root: TreeHash;
  readonly path: readonly TreeHash[];
}

/** Whether a path shows a leaf in a tree (RFC 9162, section 2.1.3.2). */
export function verifyInclusion(hasher: TreeHasher, { leaf, index, size, root, path }: InclusionClaim): boolean {
  if (!isPlace(index, size)) return false;
  const sides = pathSides(index, size);
  if (sides.length !== path.length) return false;
  const climbed = path.reduce(
    (hash, sibling, step) => (sides[step] === "left" ? hasher.node(sibling, hash) : hasher.node(hash, sibling)),
    leaf,
  );
  return isSameHash(climbed, root);
}

export interface ConsistencyClaim {
  readonly oldSize: number;
  readonly newSize: number;
  readonly oldRoot: TreeHash;
  readonly newRoot: TreeHash;
  readonly path: readonly TreeHash[];
}

/** Whether a path shows that a tree only grew (RFC 9162, section 2.1.4.2). */
export function verifyConsistency(hasher: TreeHasher, claim: ConsistencyClaim): boolean {
  const { oldSize, newSize, oldRoot, newRoot } = claim;
  if (!isPlace(oldSize, newSize + 1)) return false;
  if (oldSize === newSize) return claim.path.length === 0 && isSameHash(oldRoot, newRoot);
  if (oldSize === 0) return claim.path.length === 0;
  const path = isPowerOfTwo(oldSize) ? [oldRoot, ...claim.path] : claim.path;
  const [first, ...others] = path;
  if (!first) return false;
  let [at, last] = [oldSize - 1, newSize - 1];
  while (at % 2 === 1) [at, last] = [(at - 1) / 2, Math.floor(last / 2)];
  let [old, now] = [first, first];
  for (const sibling of others) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      old = hasher.node(sibling, old);
      now = hasher.node(sibling, now);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else {
      now = hasher.node(now, sibling);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && isSameHash(old, oldRoot) && isSameHash(now, newRoot);
}

/** A whole number from 0 up to, not including, the other. */
function isPlace(index: number, size: number): boolean {
  return Number.isSafeInteger(index) && Number.isSafeInteger(size) && index >= 0 && index < size;
}

/**
 * The root over leaves `from` to `to`, as the tree divides: `from` is a multiple of the smallest power of two that is at
 * least their number.
 */
function rangeRoot(hasher: TreeHasher, { from, to }: { from: number; to: number }, read: NodeReader): TreeHash {
  const count = to - from;
  if (isPowerOfTwo(count)) return read(Math.log2(count), from / count);
  const middle = from + split(count);
  return hasher.node(rangeRoot(hasher, { from, to: middle }, read), rangeRoot(hasher, { from: middle, to }, read));
}

/** The largest power of two below a count of at least two. */
function split(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

function isPowerOfTwo(count: number): boolean {
  return Number.isInteger(Math.log2(count));
}
