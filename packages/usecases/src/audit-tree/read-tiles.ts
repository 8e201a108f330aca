import { type NodeReader, nodesOfTiles, type TilePlace, tileOf } from "@countersign/core";
import type { TenantScope } from "@countersign/db";
import { findTiles } from "@countersign/db/audit";
import { splitHashes, treeHasher } from "@countersign/vault/audit";

const ANY_HASH = new Uint8Array(32);

/**
 * Does work that reads nodes of an organization's tree. It runs twice: once to learn which tiles it needs, and again with
 * those tiles, so that the work itself stays pure and one query brings all of them. Throws RangeError when a node isn't
 * stored.
 */
export async function withTiles<T>(scope: TenantScope, work: (read: NodeReader) => T): Promise<T> {
  const needed = new Map<string, TilePlace>();
  work((level, index) => {
    const place = tileOf(level, index);
    needed.set(`${place.row} ${place.index}`, place);
    return ANY_HASH;
  });
  const tiles = new Map(
    (await findTiles(scope, [...needed.values()])).map(({ tileRow, tileIndex, hashes }) => [
      `${tileRow} ${tileIndex}`,
      splitHashes(hashes),
    ]),
  );
  return work(nodesOfTiles(treeHasher, ({ row, index }) => tiles.get(`${row} ${index}`) ?? []));
}
