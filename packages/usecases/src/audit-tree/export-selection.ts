import type { AuditStore, RecordPlace, StoredRecord } from "@countersign/contracts";
import { inclusionPath } from "@countersign/core";
import type { Db, TenantScope } from "@countersign/db";
import { findCheckpoint, findLeaves, findTreeHead, type LeafRow } from "@countersign/db/audit";
import { joinHashes, treeHasher } from "@countersign/vault/audit";
import type { RecordsWanted } from "../audit/search-records.ts";
import { namedKeys } from "./export-tree.ts";
import { keyHistory, type PublicKeys } from "./key-history.ts";
import { withTiles } from "./read-tiles.ts";

const PAGE = 200;

export interface SelectionDeps {
  readonly db: Db;
  readonly audit: AuditStore;
  readonly signer: PublicKeys;
}

/** What every record of a selection is proved under. */
interface Ground {
  readonly treeStart: bigint;
  /** Leaves of the newest signed head. */
  readonly signed: number;
}

/**
 * The records that match, newest first, as JSON Lines that verify offline: a first line with the keys and the newest
 * signed head, then each record with its salts and the path by which it stands under that head; null for one that came
 * after it. Memory stays flat. Throws SearchTooSlowError when the filter can't be answered in time.
 */
export async function* exportSelection(
  { db, audit, signer }: SelectionDeps,
  wanted: RecordsWanted,
): AsyncGenerator<string> {
  const { organizationId } = wanted;
  const { header, ground } = await db.tenant(organizationId, (scope) => begin(scope, signer));
  yield line(header);
  let from: RecordPlace | null = null;
  do {
    const page = await audit.read({ ...wanted, mayReadBodies: true, limit: PAGE, from, direction: "older" });
    const lines = await db.tenant(organizationId, (scope) => provedLines(scope, ground, page.records));
    for (const each of lines) yield each;
    from = page.next;
  } while (from);
}

async function begin(scope: TenantScope, signer: PublicKeys) {
  const head = await findTreeHead(scope);
  const checkpoint = await findCheckpoint(scope);
  const treeStart = head?.treeStart ?? 0n;
  const header = {
    countersign: "audit-selection",
    v: 1,
    organizationId: scope.organizationId,
    ...namedKeys(await keyHistory(scope, signer)),
    firstSequence: treeStart.toString(),
    treeSize: head ? Number(head.size - head.treeStart) : 0,
    checkpoint: checkpoint?.note ?? null,
  };
  return { header, ground: { treeStart, signed: Number(checkpoint?.size ?? 0n) } };
}

/** Records from before the tree have no place in it and no proof: they are left out. */
async function provedLines(scope: TenantScope, { treeStart, signed }: Ground, found: readonly StoredRecord[]) {
  const sequences = found.map(({ sequence }) => sequence).filter((sequence) => sequence >= treeStart);
  const rows = await findLeaves(scope, sequences);
  const indexOf = ({ sequence }: LeafRow): number => Number(sequence - treeStart);
  const paths = await withTiles(scope, (read) =>
    rows.map((row) =>
      indexOf(row) < signed ? inclusionPath(treeHasher, { index: indexOf(row), size: signed }, read) : null,
    ),
  );
  return rows.map(({ sequence, record, salts, erased }, at) => {
    const path = paths[at]?.map((hash) => joinHashes([hash])) ?? null;
    return line({ sequence: sequence.toString(), salts, ...(erased ? { erased } : {}), path, record });
  });
}

function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
