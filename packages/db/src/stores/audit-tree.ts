import type { PlainScope, TenantScope } from "../client/db.ts";

/** Where an organization's tree stands. Hashes are hex. */
export interface TreeHead {
  /** How many records there are; the tree's leaves begin at `treeStart`. */
  readonly size: bigint;
  readonly treeStart: bigint;
  /** The roots of the complete subtrees one after the other, largest first; empty for a tree without leaves. */
  readonly frontier: string;
}

/** The head after an append. */
export interface GrownHead {
  readonly organizationId: string;
  /** The size it must have, so that nobody else has appended meanwhile. */
  readonly size: string;
  readonly frontier: string;
  readonly root: string;
}

/** Hashes that go to the end of a tile, one after the other as hex. */
export interface GrownTile {
  readonly organizationId: string;
  readonly tileRow: number;
  readonly tileIndex: number;
  readonly hashes: string;
}

export interface StoredTile {
  readonly tileRow: number;
  readonly tileIndex: bigint;
  readonly hashes: string;
}

export interface StoredCheckpoint {
  readonly size: bigint;
  readonly root: string;
  readonly note: string;
  readonly at: Date;
}

/** Writes heads and tiles of a batch. Throws Error when a head isn't where the writer left it. */
export async function growTrees(
  scope: PlainScope,
  heads: readonly GrownHead[],
  tiles: readonly GrownTile[],
): Promise<void> {
  const moved = await scope.tx.$executeRaw`
    UPDATE audit_heads h SET frontier = decode(e.frontier, 'hex'), root = decode(e.root, 'hex')
    FROM jsonb_to_recordset(${JSON.stringify(heads)}::jsonb)
      AS e("organizationId" text, size bigint, frontier text, root text)
    WHERE h."organizationId" = e."organizationId" AND h.size = e.size`;
  if (moved !== heads.length) throw new Error("the head of a tree is not where its writer left it");
  await scope.tx.$executeRaw`
    INSERT INTO audit_tiles ("organizationId", "tileRow", "tileIndex", hashes)
    SELECT e."organizationId", e."tileRow", e."tileIndex", decode(e.hashes, 'hex')
    FROM jsonb_to_recordset(${JSON.stringify(tiles)}::jsonb)
      AS e("organizationId" text, "tileRow" int, "tileIndex" bigint, hashes text)
    ORDER BY e."organizationId", e."tileRow", e."tileIndex"
    ON CONFLICT ("organizationId", "tileRow", "tileIndex") DO UPDATE SET hashes = audit_tiles.hashes || excluded.hashes`;
}

/** The organization's head; null before its first record. */
export async function findTreeHead(scope: TenantScope): Promise<TreeHead | null> {
  const rows = await scope.tx.$queryRaw<TreeHead[]>`
    SELECT size, "treeStart", coalesce(encode(frontier, 'hex'), '') AS frontier FROM audit_heads
    WHERE "organizationId" = ${scope.organizationId}`;
  return rows[0] ?? null;
}

/** The tiles at these places that exist. */
export async function findTiles(
  scope: TenantScope,
  places: readonly { readonly row: number; readonly index: number }[],
): Promise<StoredTile[]> {
  return scope.tx.$queryRaw<StoredTile[]>`
    SELECT t."tileRow", t."tileIndex", encode(t.hashes, 'hex') AS hashes FROM audit_tiles t
    JOIN jsonb_to_recordset(${JSON.stringify(places)}::jsonb) AS e(row int, index bigint)
      ON t."tileRow" = e.row AND t."tileIndex" = e.index
    WHERE t."organizationId" = ${scope.organizationId}`;
}

/** The newest checkpoint of at most so many leaves, of at least so many where asked for; null when there is none. */
export async function findCheckpoint(
  scope: TenantScope,
  { atLeast }: { readonly atLeast: bigint } = { atLeast: 0n },
): Promise<StoredCheckpoint | null> {
  const rows = await scope.tx.$queryRaw<StoredCheckpoint[]>`
    SELECT size, encode(root, 'hex') AS root, note, at FROM audit_checkpoints
    WHERE "organizationId" = ${scope.organizationId} AND size >= ${atLeast} ORDER BY size DESC LIMIT 1`;
  return rows[0] ?? null;
}

/** Checkpoints from a size on, in order. */
export async function listCheckpoints(
  scope: TenantScope,
  { from, limit }: { readonly from: bigint; readonly limit: number },
): Promise<StoredCheckpoint[]> {
  return scope.tx.$queryRaw<StoredCheckpoint[]>`
    SELECT size, encode(root, 'hex') AS root, note, at FROM audit_checkpoints
    WHERE "organizationId" = ${scope.organizationId} AND size >= ${from} ORDER BY size LIMIT ${limit}`;
}

/** Stores a signed head. False when one of that size stands already. */
export async function insertCheckpoint(
  scope: TenantScope,
  { size, root, note }: { readonly size: bigint; readonly root: string; readonly note: string },
): Promise<boolean> {
  const made = await scope.tx.$executeRaw`
    INSERT INTO audit_checkpoints ("organizationId", size, root, note)
    VALUES (${scope.organizationId}, ${size}, decode(${root}, 'hex'), ${note}) ON CONFLICT DO NOTHING`;
  return made === 1;
}

/** A shard's organizations whose tree has grown since its last checkpoint, and by how much. */
export async function findUnsigned(
  scope: PlainScope,
  shard: number,
): Promise<{ readonly organizationId: string; readonly grown: bigint; readonly lastAt: Date | null }[]> {
  return scope.tx.$queryRaw<{ organizationId: string; grown: bigint; lastAt: Date | null }[]>`
    SELECT h."organizationId", h.size - h."treeStart" - coalesce(c.size, 0) AS grown, c.at AS "lastAt"
    FROM audit_heads h JOIN organizations o ON o.id = h."organizationId" AND o.shard = ${shard}
    LEFT JOIN LATERAL (
      SELECT size, at FROM audit_checkpoints WHERE "organizationId" = h."organizationId" ORDER BY size DESC LIMIT 1
    ) c ON true
    WHERE h.size - h."treeStart" > coalesce(c.size, 0)`;
}

/** A record as it stands in the tree. */
export interface LeafRow {
  readonly id: string;
  readonly sequence: bigint;
  readonly record: unknown;
  readonly salts: string | null;
  readonly erased: unknown;
}

/** Records by their place, in order: from a sequence on, below another. */
export async function readLeaves(
  scope: TenantScope,
  { from, below, limit }: { readonly from: bigint; readonly below: bigint; readonly limit: number },
): Promise<LeafRow[]> {
  return scope.tx.$queryRaw<LeafRow[]>`
    SELECT id, sequence, record, salts, erased FROM audit_records
    WHERE "organizationId" = ${scope.organizationId} AND sequence >= ${from} AND sequence < ${below}
    ORDER BY sequence LIMIT ${limit}`;
}

/** Records by their places, in the order of these. */
export async function findLeaves(scope: TenantScope, sequences: readonly bigint[]): Promise<LeafRow[]> {
  return scope.tx.$queryRaw<LeafRow[]>`
    SELECT r.id, r.sequence, r.record, r.salts, r.erased FROM audit_records r
    JOIN unnest(${sequences.map(String)}::bigint[]) WITH ORDINALITY AS e(sequence, place) ON r.sequence = e.sequence
    WHERE r."organizationId" = ${scope.organizationId} ORDER BY e.place`;
}

/** One record as it stands in the tree; null when there is none. */
export async function findLeaf(scope: TenantScope, recordId: string): Promise<LeafRow | null> {
  const rows = await scope.tx.$queryRaw<LeafRow[]>`
    SELECT id, sequence, record, salts, erased FROM audit_records
    WHERE "organizationId" = ${scope.organizationId} AND id = ${recordId} LIMIT 1`;
  return rows[0] ?? null;
}

/** The sequences of the first and the last record within a time (from inclusive, to exclusive); null when there is none. */
export async function findSequences(
  scope: TenantScope,
  { from, to }: { readonly from: Date | null; readonly to: Date | null },
): Promise<{ readonly first: bigint; readonly last: bigint } | null> {
  const rows = await scope.tx.$queryRaw<{ first: bigint | null; last: bigint | null }[]>`
    SELECT min(sequence) AS first, max(sequence) AS last FROM audit_records
    WHERE "organizationId" = ${scope.organizationId}
      AND at >= coalesce(${from}::timestamptz, '-infinity') AND at < coalesce(${to}::timestamptz, 'infinity')`;
  const [row] = rows;
  return row && row.first !== null && row.last !== null ? { first: row.first, last: row.last } : null;
}

/** The newest checkpoint of each of a shard's organizations that has one. */
export async function findNewestCheckpoints(
  scope: PlainScope,
  shard: number,
): Promise<{ readonly organizationId: string; readonly size: bigint; readonly note: string }[]> {
  return scope.tx.$queryRaw<{ organizationId: string; size: bigint; note: string }[]>`
    SELECT o.id AS "organizationId", c.size, c.note FROM organizations o
    CROSS JOIN LATERAL (
      SELECT size, note FROM audit_checkpoints WHERE "organizationId" = o.id ORDER BY size DESC LIMIT 1
    ) c
    WHERE o.shard = ${shard}`;
}
