import { randomBytes } from "node:crypto";
import { appendLeaves, frontierRoot, type JsonObject, type TreeHash, tileGrowth } from "@countersign/core";
import type { PlainScope } from "@countersign/db";
import { growTrees, type NewRecord, type Reserved, storable } from "@countersign/db/audit";
import { joinHashes, recordLeaf, SALTS_DIGITS, splitHashes, treeHasher } from "@countersign/vault/audit";

/** A record with its place among its organization's, and the salts of its leaf. */
export interface PlacedRecord extends NewRecord {
  readonly sequence: bigint;
  readonly salts: string;
}

/** Gives each record its sequence number and fresh salts, in order. */
export function placeRecords(
  records: readonly NewRecord[],
  reserved: ReadonlyMap<string, Reserved>,
): readonly PlacedRecord[] {
  const next = new Map([...reserved].map(([organizationId, { first }]) => [organizationId, first]));
  const salts = randomBytes((records.length * SALTS_DIGITS) / 2).toString("hex");
  return records.map((record, at) => {
    const { organizationId } = record.columns;
    const sequence = next.get(organizationId);
    if (sequence === undefined) throw new Error("no sequence was reserved for an organization of the batch");
    next.set(organizationId, sequence + 1n);
    return { ...record, sequence, salts: salts.slice(at * SALTS_DIGITS, (at + 1) * SALTS_DIGITS) };
  });
}

/** Appends the records' leaves to their organizations' trees, in the transaction that stores them. */
export async function appendToTrees(
  scope: PlainScope,
  records: readonly PlacedRecord[],
  reserved: ReadonlyMap<string, Reserved>,
): Promise<void> {
  const leaves = new Map<string, TreeHash[]>();
  for (const { columns, record, sequence, salts } of records) {
    // The leaf is of the record as it can be read back.
    const leaf = recordLeaf(sequence.toString(), storable(record) as JsonObject, salts);
    const known = leaves.get(columns.organizationId);
    if (known) known.push(leaf);
    else leaves.set(columns.organizationId, [leaf]);
  }
  const grown = [...leaves].map(([organizationId, added]) => {
    const tree = reserved.get(organizationId);
    if (!tree) throw new Error("no sequence was reserved for an organization of the batch");
    return growTree(organizationId, tree, added);
  });
  await growTrees(
    scope,
    grown.map(({ head }) => head),
    grown.flatMap(({ tiles }) => tiles),
  );
}

function growTree(organizationId: string, { first, treeStart, frontier }: Reserved, leaves: readonly TreeHash[]) {
  const from = Number(first - treeStart);
  const appended = appendLeaves(treeHasher, { size: from, hashes: splitHashes(frontier) }, leaves);
  const tiles = tileGrowth(from, leaves, appended.finished).map(({ row, index, hashes }) => {
    return { organizationId, tileRow: row, tileIndex: index, hashes: joinHashes(hashes) };
  });
  const head = {
    organizationId,
    size: (first + BigInt(leaves.length)).toString(),
    frontier: joinHashes(appended.frontier.hashes),
    root: joinHashes([frontierRoot(treeHasher, appended.frontier)]),
  };
  return { head, tiles };
}
