import type { Db } from "@countersign/db";
import { findTiles, findTreeHead, listCheckpoints, readLeaves } from "@countersign/db/audit";
import { joinHashes } from "@countersign/vault/audit";
import { type AuditKey, keyHistory, keyOfHead, type PublicKeys } from "./key-history.ts";
import { withTiles } from "./read-tiles.ts";

export interface TreeExport {
  readonly organizationId: string;
  /** The first leaf, counted from 0; default the first of the tree. */
  readonly from?: number;
  /** The leaf after the last; default the present end. */
  readonly to?: number;
}

const PAGE = 1_000;
const MOST_CHECKPOINTS = 100_000;
const TILE_LEAVES = 256;

/**
 * An organization's records with all that verifying them offline needs, as JSON Lines: a first line with the public keys,
 * the signed heads and the tree's edge before the first record; then one line for each record, in order, with its salts
 * and its leaf as the tree holds it. Memory stays flat however many there are.
 */
export async function* exportTree(
  { db, signer }: { readonly db: Db; readonly signer: PublicKeys },
  { organizationId, from = 0, to = Number.MAX_SAFE_INTEGER }: TreeExport,
): AsyncGenerator<string> {
  const begun = await db.tenant(organizationId, async (scope) => {
    const head = await findTreeHead(scope);
    const end = Math.min(to, head ? Number(head.size - head.treeStart) : 0);
    const start = Math.min(from, end);
    const frontier = await withTiles(scope, (read) => edgeOf(start, read));
    const signed = await listCheckpoints(scope, { from: BigInt(start), limit: MOST_CHECKPOINTS });
    const keys = await keyHistory(scope, signer);
    return { keys, start, end, treeStart: head?.treeStart ?? 0n, frontier, signed };
  });
  const { start, end, treeStart } = begun;
  yield line({
    countersign: "audit-export",
    v: 1,
    organizationId,
    ...namedKeys(begun.keys),
    firstSequence: (treeStart + BigInt(start)).toString(),
    from: start,
    to: end,
    frontier: begun.frontier,
    checkpoints: begun.signed.filter(({ size }) => size <= BigInt(end)).map(({ note }) => note),
  });
  for (let at = start; at < end; at += PAGE) {
    const below = Math.min(end, at + PAGE);
    const lines = await db.tenant(organizationId, async (scope) => {
      const range = { from: treeStart + BigInt(at), below: treeStart + BigInt(below), limit: PAGE };
      const rows = await readLeaves(scope, range);
      const places = [];
      for (let tile = Math.floor(at / TILE_LEAVES); tile * TILE_LEAVES < below; tile += 1) {
        places.push({ row: 0, index: tile });
      }
      const tiles = new Map((await findTiles(scope, places)).map((tile) => [Number(tile.tileIndex), tile.hashes]));
      return rows.map(({ sequence, record, salts, erased }) => {
        const index = Number(sequence - treeStart);
        const digit = (index % TILE_LEAVES) * 64;
        const leaf = tiles.get(Math.floor(index / TILE_LEAVES))?.slice(digit, digit + 64) ?? "";
        return line({ sequence: sequence.toString(), leaf, salts, ...(erased ? { erased } : {}), record });
      });
    });
    for (const each of lines) yield each;
  }
}

/** The keys of an export's first line. */
export function namedKeys(keys: readonly AuditKey[]) {
  const formerKeys = keys.flatMap(({ publicKey, until }) => (until === null ? [] : [{ publicKey, until }]));
  return { publicKey: keyOfHead(keys, Number.POSITIVE_INFINITY).publicKey, formerKeys };
}

/** The roots of the complete subtrees before a leaf, largest first. */
function edgeOf(size: number, read: (level: number, index: number) => Uint8Array): string[] {
  const hashes: string[] = [];
  let done = 0;
  for (let level = 52; level >= 0; level -= 1) {
    const span = 2 ** level;
    if (Math.floor(size / span) % 2 === 0) continue;
    hashes.push(joinHashes([read(level, done / span)]));
    done += span;
  }
  return hashes;
}

function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
