import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { appendLeaves, EMPTY_FRONTIER, type FinishedNode, frontierRoot } from "./frontier.ts";
import type { TreeHash } from "./merkle-hash.ts";
import {
  consistencyPath,
  inclusionPath,
  type NodeReader,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
} from "./proofs.ts";
import { hasher, hex, naiveRoot, sha } from "./test-tree.ts";
import { nodesOfTiles, TILE_HASHES, tileGrowth } from "./tiles.ts";

const leavesOf = (size: number): TreeHash[] => Array.from({ length: size }, (_, index) => hasher.leaf(`leaf ${index}`));

/** Nodes straight from the leaves. */
function readerOf(leaves: readonly TreeHash[]): NodeReader {
  return (level, index) => {
    const range = leaves.slice(index * 2 ** level, (index + 1) * 2 ** level);
    if (range.length !== 2 ** level) throw new RangeError("no such node");
    return naiveRoot(range);
  };
}

const size = fc.integer({ min: 1, max: 300 });

describe("the tree", () => {
  it("has the roots of RFC 6962's test vectors", () => {
    const inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    const leaves = inputs.map((input) => sha(Uint8Array.of(0), Buffer.from(input, "hex")));
    const roots = [1, 2, 3, 8].map((count) => {
      return hex(frontierRoot(hasher, appendLeaves(hasher, EMPTY_FRONTIER, leaves.slice(0, count)).frontier));
    });
    expect(hex(hasher.empty())).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(roots).toEqual([
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]);
  });

  it("comes out the same however its leaves are appended", () => {
    fc.assert(
      fc.property(size, fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 12 }), (count, steps) => {
        const leaves = leavesOf(count);
        let frontier = EMPTY_FRONTIER;
        for (const step of [...steps, count]) {
          frontier = appendLeaves(hasher, frontier, leaves.slice(frontier.size, frontier.size + step)).frontier;
        }
        expect(hex(frontierRoot(hasher, frontier))).toBe(hex(naiveRoot(leaves)));
      }),
      { numRuns: 100 },
    );
  });

  it("names each finished node with its own root", () => {
    const leaves = leavesOf(70);
    const { finished } = appendLeaves(hasher, EMPTY_FRONTIER, leaves);
    const read = readerOf(leaves);
    for (const { level, index, hash } of finished) expect(hex(hash)).toBe(hex(read(level, index)));
  });

  it("proves every leaf in every size, and no other leaf, place, size or root", () => {
    fc.assert(
      fc.property(size, fc.nat(), fc.nat(), (count, at, bend) => {
        const leaves = leavesOf(count);
        const index = at % count;
        const path = inclusionPath(hasher, { index, size: count }, readerOf(leaves));
        const leaf = leaves[index] ?? hasher.empty();
        const claim = { leaf, index, size: count, root: naiveRoot(leaves), path };
        expect(verifyInclusion(hasher, claim)).toBe(true);
        expect(verifyInclusion(hasher, { ...claim, leaf: hasher.leaf("another") })).toBe(false);
        expect(verifyInclusion(hasher, { ...claim, root: hasher.leaf("another") })).toBe(false);
        expect(verifyInclusion(hasher, { ...claim, path: [...path, hasher.empty()] })).toBe(false);
        expect(verifyInclusion(hasher, { ...claim, index: count })).toBe(false);
        if (path.length > 0) {
          expect(verifyInclusion(hasher, { ...claim, path: path.slice(1) })).toBe(false);
          const bent = path.map((hash, place) => (place === bend % path.length ? hasher.empty() : hash));
          expect(verifyInclusion(hasher, { ...claim, path: bent })).toBe(false);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("proves that it only grew, and never that another did", () => {
    fc.assert(
      fc.property(size, fc.nat(), (count, at) => {
        const leaves = leavesOf(count);
        const oldSize = at % (count + 1);
        const path = consistencyPath(hasher, { oldSize, newSize: count }, readerOf(leaves));
        const claim = {
          oldSize,
          newSize: count,
          oldRoot: naiveRoot(leaves.slice(0, oldSize)),
          newRoot: naiveRoot(leaves),
          path,
        };
        expect(verifyConsistency(hasher, claim)).toBe(true);
        if (oldSize === 0) return;
        const changed = [hasher.leaf("changed"), ...leaves.slice(1)];
        expect(verifyConsistency(hasher, { ...claim, oldRoot: naiveRoot(changed.slice(0, oldSize)) })).toBe(false);
        expect(verifyConsistency(hasher, { ...claim, newRoot: naiveRoot(changed) })).toBe(false);
        expect(verifyConsistency(hasher, { ...claim, path: [...path, hasher.empty()] })).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  it("is kept in tiles that answer for every node, over tiles' edges too", () => {
    const leaves = leavesOf(3 * TILE_HASHES + 17);
    const tiles = new Map<string, TreeHash[]>();
    let frontier = EMPTY_FRONTIER;
    for (const until of [5, 250, 256, 257, 700, leaves.length]) {
      const added = leaves.slice(frontier.size, until);
      const appended = appendLeaves(hasher, frontier, added);
      for (const { row, index, hashes } of tileGrowth(frontier.size, added, appended.finished as FinishedNode[])) {
        tiles.set(`${row} ${index}`, [...(tiles.get(`${row} ${index}`) ?? []), ...hashes]);
      }
      frontier = appended.frontier;
    }
    const read = nodesOfTiles(hasher, ({ row, index }) => tiles.get(`${row} ${index}`) ?? []);
    const plain = readerOf(leaves);
    for (const level of [0, 1, 5, 7, 8, 9]) {
      for (let index = 0; (index + 1) * 2 ** level <= leaves.length; index += 1) {
        expect(hex(read(level, index))).toBe(hex(plain(level, index)));
      }
    }
    expect(hex(treeRoot(hasher, leaves.length, read))).toBe(hex(naiveRoot(leaves)));
    expect(() => read(0, leaves.length)).toThrow(RangeError);
  });
});
