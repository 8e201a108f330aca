import { describe, expect, it } from "vitest";
import { appendLeaves, EMPTY_FRONTIER, frontierRoot } from "./frontier.ts";
import { isSameHash, type TreeHash } from "./merkle-hash.ts";
import {
  consistencyPath,
  inclusionPath,
  type NodeReader,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
} from "./proofs.ts";
import { hasher, hex, naiveRoot } from "./test-tree.ts";
import { nodesOfTiles, TILE_HASHES, tileGrowth } from "./tiles.ts";

/** Sizes over which everything is tried: past two powers of two, with every shape of right edge below. */
const MOST = 19;
const LEAVES = Array.from({ length: MOST }, (_, index) => hasher.leaf(`leaf ${index}`));
const OTHER = hasher.leaf("another");
const SIZES = LEAVES.map((_, index) => index + 1);

/** RFC 6962, section 2.1.1, as it is written there: from the leaf up. */
function naivePath(leaves: readonly TreeHash[], index: number): readonly TreeHash[] {
  if (leaves.length === 1) return [];
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  const [left, right] = [leaves.slice(0, half), leaves.slice(half)];
  return index < half
    ? [...naivePath(left, index), naiveRoot(right)]
    : [...naivePath(right, index - half), naiveRoot(left)];
}

const read: NodeReader = (level, index) => {
  const range = LEAVES.slice(index * 2 ** level, (index + 1) * 2 ** level);
  if (range.length !== 2 ** level) throw new RangeError("no such node");
  return naiveRoot(range);
};
const rootOf = (size: number): TreeHash => naiveRoot(LEAVES.slice(0, size));
const leafAt = (index: number): TreeHash => LEAVES[index] ?? OTHER;
const inclusion = (index: number, size: number) => ({
  leaf: leafAt(index),
  index,
  size,
  root: rootOf(size),
  path: inclusionPath(hasher, { index, size }, read),
});
const consistency = (oldSize: number, newSize: number) => ({
  oldSize,
  newSize,
  oldRoot: rootOf(oldSize),
  newRoot: rootOf(newSize),
  path: consistencyPath(hasher, { oldSize, newSize }, read),
});

describe("the tree of every size", () => {
  it("has RFC 6962's root, also of no leaf at all", () => {
    for (const size of [0, ...SIZES]) {
      expect(hex(treeRoot(hasher, size, read))).toBe(hex(rootOf(size)));
      const { frontier } = appendLeaves(hasher, EMPTY_FRONTIER, LEAVES.slice(0, size));
      expect(frontier.size).toBe(size);
      expect(hex(frontierRoot(hasher, frontier))).toBe(hex(rootOf(size)));
    }
  });

  it("takes no leaves on a frontier that is not one of its size", () => {
    const { frontier } = appendLeaves(hasher, EMPTY_FRONTIER, LEAVES.slice(0, 5));
    for (const hashes of [[], frontier.hashes.slice(1), [...frontier.hashes, OTHER]]) {
      expect(() => appendLeaves(hasher, { size: 5, hashes }, [OTHER])).toThrow(RangeError);
    }
    expect(() => appendLeaves(hasher, { size: 0, hashes: [OTHER] }, [])).toThrow(RangeError);
  });

  it("names every node that an append finishes, once", () => {
    const { finished } = appendLeaves(hasher, EMPTY_FRONTIER, LEAVES);
    const names = finished.map(({ level, index }) => `${level}/${index}`);
    const expected = [1, 2, 3, 4].flatMap((level) =>
      Array.from({ length: Math.floor(MOST / 2 ** level) }, (_, index) => `${level}/${index}`),
    );
    expect([...names].sort()).toEqual([...expected].sort());
  });

  it("proves each leaf at its own place, by RFC 6962's path", () => {
    for (const size of SIZES) {
      for (let index = 0; index < size; index += 1) {
        const claim = inclusion(index, size);
        expect(claim.path.map(hex)).toEqual(naivePath(LEAVES.slice(0, size), index).map(hex));
        expect(verifyInclusion(hasher, claim)).toBe(true);
        for (let place = 0; place < size; place += 1) {
          if (place !== index) expect(verifyInclusion(hasher, { ...claim, index: place })).toBe(false);
        }
      }
    }
  });

  it("proves that it grew from each smaller one, and from no other", () => {
    for (const newSize of SIZES) {
      for (let oldSize = 0; oldSize <= newSize; oldSize += 1) {
        const claim = consistency(oldSize, newSize);
        expect(verifyConsistency(hasher, claim)).toBe(true);
        if (oldSize === 0) continue;
        expect(verifyConsistency(hasher, { ...claim, oldRoot: OTHER })).toBe(false);
        expect(verifyConsistency(hasher, { ...claim, newRoot: OTHER })).toBe(false);
        for (const at of claim.path.keys()) {
          const bent = claim.path.map((hash, place) => (place === at ? OTHER : hash));
          expect(verifyConsistency(hasher, { ...claim, path: bent })).toBe(false);
          expect(verifyConsistency(hasher, { ...claim, path: claim.path.toSpliced(at, 1) })).toBe(false);
        }
      }
    }
  });
});

describe("a proof that fits no tree", () => {
  it.each([
    [-1, 5],
    [5, 5],
    [6, 5],
    [1.5, 5],
    [0, 5.5],
    [Number.NaN, 5],
    [0, Number.NaN],
    [0, 0],
  ])("proves nothing of leaf %d of %d, and none is made", (index, size) => {
    const claim = { ...inclusion(0, 5), index, size };
    expect(verifyInclusion(hasher, claim)).toBe(false);
    expect(() => inclusionPath(hasher, { index, size }, read)).toThrow(RangeError);
  });

  it.each([
    [-1, 5],
    [6, 5],
    [1.5, 5],
    [1, 5.5],
    [Number.NaN, 5],
    [1, Number.NaN],
  ])("proves no growth from %d to %d, and none is made", (oldSize, newSize) => {
    for (const path of [[], [OTHER], consistency(1, 5).path]) {
      const claim = { oldSize, newSize, oldRoot: rootOf(5), newRoot: rootOf(5), path };
      expect(verifyConsistency(hasher, claim)).toBe(false);
    }
    expect(() => consistencyPath(hasher, { oldSize, newSize }, read)).toThrow(RangeError);
  });

  it("is refused when it is longer or shorter than its tree is high, whatever root it claims", () => {
    const claim = inclusion(2, 6);
    const longer = { ...claim, path: [...claim.path, OTHER] };
    expect(verifyInclusion(hasher, { ...longer, root: hasher.node(claim.root, OTHER) })).toBe(false);
    expect(verifyInclusion(hasher, { ...longer, root: hasher.node(OTHER, claim.root) })).toBe(false);
    expect(verifyInclusion(hasher, { ...claim, path: [], root: claim.leaf })).toBe(false);
    expect(verifyInclusion(hasher, { ...claim, path: claim.path.slice(0, 2), root: read(2, 0) })).toBe(false);
  });

  it("shows no growth by steps above the root, nor by too few", () => {
    for (const [oldSize, newSize] of [
      [4, 8],
      [3, 7],
      [6, 7],
    ] as const) {
      const claim = consistency(oldSize, newSize);
      const raised = {
        ...claim,
        path: [...claim.path, OTHER],
        oldRoot: hasher.node(OTHER, claim.oldRoot),
        newRoot: hasher.node(OTHER, claim.newRoot),
      };
      expect(verifyConsistency(hasher, raised)).toBe(false);
    }
    expect(verifyConsistency(hasher, { ...consistency(4, 8), path: [], newRoot: rootOf(4) })).toBe(false);
    expect(verifyConsistency(hasher, { ...consistency(3, 7), path: [] })).toBe(false);
  });

  it("is refused for an equal size with another root, or with a path", () => {
    const same = consistency(5, 5);
    expect(same.path).toEqual([]);
    expect(verifyConsistency(hasher, { ...same, path: [OTHER] })).toBe(false);
    expect(verifyConsistency(hasher, { ...same, newRoot: OTHER })).toBe(false);
    const fromNothing = consistency(0, 5);
    expect(fromNothing.path).toEqual([]);
    expect(verifyConsistency(hasher, { ...fromNothing, path: [OTHER] })).toBe(false);
  });

  it("matches no root that was cut short", () => {
    const claim = inclusion(0, 1);
    for (const root of [claim.root.slice(0, 0), claim.root.slice(0, 31), Uint8Array.of(...claim.root, 0)]) {
      expect(verifyInclusion(hasher, { ...claim, root })).toBe(false);
      expect(isSameHash(root, claim.root)).toBe(false);
    }
  });
});

describe("tiles", () => {
  it("hold leaves and the nodes of every eighth level, and nothing else", () => {
    const leaves = Array.from({ length: 2 * TILE_HASHES }, (_, index) => hasher.leaf(`leaf ${index}`));
    const { finished } = appendLeaves(hasher, EMPTY_FRONTIER, leaves);
    const growth = tileGrowth(0, leaves, finished);
    expect(growth.map(({ row, index, hashes }) => [row, index, hashes.length])).toEqual([
      [0, 0, TILE_HASHES],
      [0, 1, TILE_HASHES],
      [1, 0, 2],
    ]);
  });

  it("give no node whose leaves they hold only in part", () => {
    const held = nodesOfTiles(hasher, () => LEAVES.slice(0, 3));
    expect(hex(held(1, 0))).toBe(hex(read(1, 0)));
    expect(() => held(1, 1)).toThrow(RangeError);
    expect(() => held(2, 0)).toThrow(RangeError);
    expect(() => held(0, 3)).toThrow(RangeError);
  });
});
