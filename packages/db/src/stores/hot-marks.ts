import type { PlainScope, TenantScope } from "../client/db.ts";
import { mayHappen, stateAfter } from "./approvals-moves.ts";

/** What Postgres knows of an organization's hot state. */
export interface HotMark {
  readonly organizationId: string;
  /** The highest live sequence among the records that are stored. */
  readonly sequence: bigint;
  /** When such a record was stored last; null when none was. */
  readonly at: Date | null;
  /** When it was seen that Redis had lost something that isn't recorded as a gap yet. */
  readonly lostAt: Date | null;
  /** The id the gap's record will have. */
  readonly gapRecordId: string | null;
  readonly epoch: number;
  /** Closed since Postgres was found older than Redis; null when it isn't. */
  readonly restoredAt: Date | null;
  readonly snapshotVersion: bigint;
}

/** The marks of every organization of a shard; 0 for one that has no stored record of a call. */
export function findHotMarks(scope: PlainScope, shard: number): Promise<HotMark[]> {
  return scope.tx.$queryRaw<HotMark[]>`
    SELECT o.id AS "organizationId", coalesce(m.sequence, 0) AS sequence, m.at, m."lostAt", m."gapRecordId",
      coalesce(m.epoch, 1) AS epoch, m."restoredAt", o."snapshotVersion"
    FROM organizations o LEFT JOIN hot_marks m ON m."organizationId" = o.id
    WHERE o.shard = ${shard} ORDER BY o.id`;
}

/** The mark of one organization. Throws Error when there is no such organization. */
export async function findHotMark(scope: TenantScope): Promise<HotMark> {
  const [mark] = await scope.tx.$queryRaw<HotMark[]>`
    SELECT o.id AS "organizationId", coalesce(m.sequence, 0) AS sequence, m.at, m."lostAt", m."gapRecordId",
      coalesce(m.epoch, 1) AS epoch, m."restoredAt", o."snapshotVersion"
    FROM organizations o LEFT JOIN hot_marks m ON m."organizationId" = o.id
    WHERE o.id = ${scope.organizationId}`;
  if (!mark) throw new Error("the organization of this scope doesn't exist");
  return mark;
}

/** Raises the marks of organizations to the sequences of records that are stored in this transaction. */
export async function raiseHotMarks(scope: PlainScope, sequences: ReadonlyMap<string, number>): Promise<void> {
  if (sequences.size === 0) return;
  const body = JSON.stringify([...sequences].map(([organizationId, sequence]) => ({ organizationId, sequence })));
  await scope.tx.$executeRaw`
    INSERT INTO hot_marks ("organizationId", sequence)
    SELECT e."organizationId", e.sequence
    FROM jsonb_to_recordset(${body}::jsonb) AS e("organizationId" text, sequence bigint)
    WHERE EXISTS (SELECT 1 FROM organizations o WHERE o.id = e."organizationId")
    ORDER BY e."organizationId"
    ON CONFLICT ("organizationId") DO UPDATE
      SET sequence = GREATEST(hot_marks.sequence, excluded.sequence), at = now()`;
}

/** Notes that Redis has lost something; an earlier note of it stands. Answers the mark as it is then. */
export async function noteLoss(scope: TenantScope, gapRecordId: string): Promise<HotMark> {
  await scope.tx.$executeRaw`
    INSERT INTO hot_marks ("organizationId", "lostAt", "gapRecordId")
    VALUES (${scope.organizationId}, now(), ${gapRecordId})
    ON CONFLICT ("organizationId") DO UPDATE SET "lostAt" = now(), "gapRecordId" = excluded."gapRecordId"
      WHERE hot_marks."lostAt" IS NULL`;
  return findHotMark(scope);
}

/** The loss is recorded. False when it was before. */
export async function clearLoss(scope: TenantScope): Promise<boolean> {
  const changed = await scope.tx.$executeRaw`
    UPDATE hot_marks SET "lostAt" = NULL, "gapRecordId" = NULL
    WHERE "organizationId" = ${scope.organizationId} AND "lostAt" IS NOT NULL`;
  return changed === 1;
}

/** How far Redis knows that Postgres had come once. */
export interface HotSight {
  readonly version: number;
  readonly sequence: number;
}

/** More changes than an organization makes between a backup and its restore. */
const VERSIONS_FORGOTTEN = 1_000_000n;

/**
 * Postgres was taken back: an epoch after both its own and `last` begins, closed until an owner opens. The version passes
 * every one that Redis has seen or, where Redis forgot too, a gateway may still hold.
 */
export async function beginEpoch(
  scope: TenantScope,
  { seen, last }: { readonly seen: HotSight; readonly last: number },
): Promise<HotMark> {
  await scope.tx.$executeRaw`
    INSERT INTO hot_marks ("organizationId", sequence, epoch, "restoredAt")
    VALUES (${scope.organizationId}, ${BigInt(seen.sequence)}, ${last + 1}, now())
    ON CONFLICT ("organizationId") DO UPDATE
      SET epoch = GREATEST(hot_marks.epoch + 1, excluded.epoch), "restoredAt" = now(),
      sequence = GREATEST(hot_marks.sequence, excluded.sequence)`;
  await scope.tx.$executeRaw`
    UPDATE organizations SET "snapshotVersion" = GREATEST("snapshotVersion", ${BigInt(seen.version)}) + ${VERSIONS_FORGOTTEN}
    WHERE id = ${scope.organizationId}`;
  return findHotMark(scope);
}

/** An owner opens again. False when it wasn't closed by a restore. */
export async function endRestore(scope: TenantScope): Promise<boolean> {
  const changed = await scope.tx.$executeRaw`
    UPDATE hot_marks SET "restoredAt" = NULL
    WHERE "organizationId" = ${scope.organizationId} AND "restoredAt" IS NOT NULL`;
  return changed === 1;
}

/** Nobody can say any more what became of these: they were approved or ran in a time that Postgres has forgotten. */
export async function loseApprovals(scope: TenantScope, recordId: string): Promise<string[]> {
  const rows = await scope.tx.$queryRaw<{ id: string }[]>`
    UPDATE approvals SET state = ${stateAfter("forget")}, "recordId" = ${recordId}, "endedAt" = clock_timestamp(), "leaseUntil" = NULL
    WHERE "organizationId" = ${scope.organizationId} AND ${mayHappen("forget")}
    RETURNING id`;
  return rows.map((row) => row.id);
}

/** The approvals that ended with this record. */
export async function findApprovalsOfRecord(scope: TenantScope, recordId: string): Promise<string[]> {
  const rows = await scope.tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM approvals WHERE "organizationId" = ${scope.organizationId} AND "recordId" = ${recordId} ORDER BY id`;
  return rows.map((row) => row.id);
}

/** How many records of the organization are stored. */
export async function countRecords(scope: TenantScope): Promise<bigint> {
  const rows = await scope.tx.$queryRaw<{ size: bigint }[]>`
    SELECT size FROM audit_heads WHERE "organizationId" = ${scope.organizationId}`;
  return rows[0]?.size ?? 0n;
}

/** Which of these calls have a record already. */
export async function findRecordedCalls(scope: TenantScope, callIds: readonly string[]): Promise<string[]> {
  if (callIds.length === 0) return [];
  const rows = await scope.tx.$queryRaw<{ callId: string }[]>`
    SELECT DISTINCT record->>'callId' AS "callId" FROM audit_records
    WHERE "organizationId" = ${scope.organizationId} AND kind = 'call' AND at > now() - interval '3 days'
      AND record->>'callId' = ANY(${[...callIds]})`;
  return rows.map((row) => row.callId);
}

/** A call that ran under an idempotency key. */
export interface KeyedCall {
  readonly keyHash: string;
  readonly callId: string;
  /** `connection.operation`. */
  readonly operation: string;
  readonly argumentsHash: string;
}

/** Calls of the last 24 hours that ran, or may have, under an idempotency key; the last of each key. */
export function findKeyedCalls(scope: TenantScope): Promise<KeyedCall[]> {
  return scope.tx.$queryRaw<KeyedCall[]>`
    SELECT DISTINCT ON (record->>'idempotencyKeyHash') record->>'idempotencyKeyHash' AS "keyHash",
      record->>'callId' AS "callId", "connectionName" || '.' || "operationName" AS operation,
      record->>'argumentsHash' AS "argumentsHash"
    FROM audit_records
    WHERE "organizationId" = ${scope.organizationId} AND kind = 'call' AND at > now() - interval '24 hours'
      AND outcome IN ('succeeded', 'failed', 'unknown') AND record ? 'idempotencyKeyHash'
      AND record->>'argumentsHash' IS NOT NULL
    ORDER BY record->>'idempotencyKeyHash', at DESC`;
}

/** Targets whose kill switch was lifted and that nothing stops any more. */
export async function findLiftedTargets(scope: TenantScope): Promise<string[]> {
  const rows = await scope.tx.$queryRaw<{ targetId: string }[]>`
    SELECT DISTINCT k."targetId" FROM kill_switches k
    WHERE k."organizationId" = ${scope.organizationId} AND k."liftedAt" IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM kill_switches o WHERE o."organizationId" = k."organizationId"
        AND o."targetId" = k."targetId" AND o."liftedAt" IS NULL)
      AND NOT EXISTS (SELECT 1 FROM connections c WHERE c."organizationId" = k."organizationId"
        AND c.id = k."targetId" AND c."disconnectedAt" IS NOT NULL)
      AND NOT EXISTS (SELECT 1 FROM organizations g WHERE g.id = k."targetId" AND g."suspendedAt" IS NOT NULL)`;
  return rows.map((row) => row.targetId);
}
