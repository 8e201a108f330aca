import type { FinishedNode } from "./frontier.ts";
import type { TreeHash, TreeHasher } from "./merkle-hash.ts";
import type { NodeReader } from "./proofs.ts";

/** Levels that one tile spans: it holds up to 256 hashes, and everything between them and its own root follows. */
export const TILE_LEVELS = 8;
export const TILE_HASHES = 2 ** TILE_LEVELS;

/** Where a tile stands: its hashes are the nodes of level `row * 8` from `index * 256` on. */
export interface TilePlace {
  readonly row: number;
  readonly index: number;
}

/** Hashes that go to the end of a tile. */
export interface TileGrowth extends TilePlace {
  readonly hashes: readonly TreeHash[];
}

/** What the tiles of a tree gain by an append: its leaves, and the nodes of every eighth level. */
export function tileGrowth(
  from: number,
  leaves: readonly TreeHash[],
  finished: readonly FinishedNode[],
): readonly TileGrowth[] {
  const tiles = new Map<string, { row: number; index: number; hashes: TreeHash[] }>();
  const add = (row: number, node: number, hash: TreeHash): void => {
    const index = Math.floor(node / TILE_HASHES);
    const key = `${row} ${index}`;
    const tile = tiles.get(key);
    if (tile) tile.hashes.push(hash);
    else tiles.set(key, { row, index, hashes: [hash] });
  };
  leaves.forEach((leaf, at) => {
    add(0, from + at, leaf);
  });
  for (const { level, index, hash } of finished) {
    if (level % TILE_LEVELS === 0) add(level / TILE_LEVELS, index, hash);
  }
  return [...tiles.values()];
}

/** Which tile holds a node, or the hashes it follows from. */
export function tileOf(level: number, index: number): TilePlace {
  const row = Math.floor(level / TILE_LEVELS);
  const first = index * 2 ** (level - row * TILE_LEVELS);
  return { row, index: Math.floor(first / TILE_HASHES) };
}

/** Reads nodes from tiles. `tile` gives a tile's hashes. Throws RangeError for a node the tiles don't hold. */
export function nodesOfTiles(hasher: TreeHasher, tile: (place: TilePlace) => readonly TreeHash[]): NodeReader {
  /** The levels of each tile that was asked for, as far up as nodes are complete. */
  const known = new Map<string, (readonly TreeHash[])[]>();
  return (level, index) => {
    const place = tileOf(level, index);
    const key = `${place.row} ${place.index}`;
    const levels = known.get(key) ?? [tile(place)];
    known.set(key, levels);
    const height = level - place.row * TILE_LEVELS;
    while (levels.length <= height) levels.push(pairs(hasher, levels[levels.length - 1] ?? []));
    const node = levels[height]?.[index - (place.index * TILE_HASHES) / 2 ** height];
    if (!node) throw new RangeError("the tiles don't hold this node");
    return node;
  };
}

function pairs(hasher: TreeHasher, hashes: readonly TreeHash[]): TreeHash[] {
  const made: TreeHash[] = [];
  for (let at = 0; at + 1 < hashes.length; at += 2) {
    const [left, right] = [hashes[at], hashes[at + 1]];
    if (left && right) made.push(hasher.node(left, right));
  }
  return made;
}
