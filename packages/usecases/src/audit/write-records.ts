import { hasActs, takeActs, type WorkerDb } from "@countersign/db";
import { advancePosition, holdsFence, isDataFault, raiseHotMarks } from "@countersign/db/audit";
import { type BatchItem, type StoredBatch, storeBatch } from "./store-batch.ts";

/** The audit writer of a shard, as its lease made it. */
export interface AuditWriter {
  readonly db: WorkerDb;
  readonly shard: number;
  readonly fence: bigint;
  /** Called in each transaction, after everything of it is written. */
  readonly beforeCommit?: (of: "records" | "acts") => void;
}

/** A record from the stream, with its place in it. */
export interface StreamItem extends BatchItem {
  readonly streamId: string;
  /** Live sequence of its organization when it was appended. */
  readonly sequence: number;
}

export type WrittenRecords =
  | { readonly kind: "WRITTEN"; readonly position: string; readonly batches: readonly StoredBatch[] }
  /** Another writer has taken the shard over: stop. */
  | { readonly kind: "LOST" };

const BATCH_TIMEOUT_MS = 30_000;

/** Before every id of a stream. */
export const STREAM_START = "0-0";

/**
 * Brings records of the stream into Postgres, exactly once: position, records, sequence numbers, ledger and ends of
 * approvals in one transaction. What stands at or before `position` is skipped. A batch that the database refuses is
 * halved until the record at fault stands alone; that one is kept as quarantined. Throws when the database is gone.
 */
export async function writeRecords(
  writer: AuditWriter,
  position: string,
  records: readonly StreamItem[],
): Promise<WrittenRecords> {
  const fresh = records.filter((record) => isAfter(record.streamId, position));
  const last = fresh[fresh.length - 1];
  if (!last) return { kind: "WRITTEN", position, batches: [] };
  try {
    const batch = await commit(writer, { from: position, to: last.streamId, records: fresh, condemned: null });
    return batch ? { kind: "WRITTEN", position: last.streamId, batches: [batch] } : { kind: "LOST" };
  } catch (error) {
    if (!isDataFault(error)) throw error;
    if (fresh.length > 1) return writeHalves(writer, position, fresh);
    const condemned = error instanceof Error ? error.message : String(error);
    const batch = await commit(writer, { from: position, to: last.streamId, records: fresh, condemned });
    return batch ? { kind: "WRITTEN", position: last.streamId, batches: [batch] } : { kind: "LOST" };
  }
}

async function writeHalves(
  writer: AuditWriter,
  position: string,
  records: readonly StreamItem[],
): Promise<WrittenRecords> {
  const middle = Math.ceil(records.length / 2);
  const first = await writeRecords(writer, position, records.slice(0, middle));
  if (first.kind === "LOST") return first;
  const second = await writeRecords(writer, first.position, records.slice(middle));
  if (second.kind === "LOST") return second;
  return { ...second, batches: [...first.batches, ...second.batches] };
}

/**
 * Starts the stream over: after Redis lost its memory, ids may stand before the position that is stored. What is stored
 * already is skipped by its id. False when another writer has taken over.
 */
export function rewindRecords(writer: AuditWriter, position: string): Promise<boolean> {
  const { db, shard, fence } = writer;
  return db.system((scope) => advancePosition(scope, { shard, fence, from: position, to: STREAM_START }));
}

interface Commit {
  readonly from: string;
  readonly to: string;
  readonly records: readonly StreamItem[];
  readonly condemned: string | null;
}

function commit(writer: AuditWriter, { from, to, records, condemned }: Commit): Promise<StoredBatch | null> {
  const { db, shard, fence } = writer;
  return db.system(
    async (scope) => {
      if (!(await advancePosition(scope, { shard, fence, from, to }))) return null;
      await raiseHotMarks(scope, highestSequences(records));
      const batch = await storeBatch(scope, records, condemned);
      writer.beforeCommit?.("records");
      return batch;
    },
    { timeoutMs: BATCH_TIMEOUT_MS },
  );
}

function highestSequences(records: readonly StreamItem[]): ReadonlyMap<string, number> {
  const highest = new Map<string, number>();
  for (const { organizationId, sequence } of records) {
    highest.set(organizationId, Math.max(sequence, highest.get(organizationId) ?? 0));
  }
  return highest;
}

export type DrainedActs =
  | { readonly kind: "DRAINED"; readonly taken: number; readonly batches: readonly StoredBatch[] }
  | { readonly kind: "LOST" };

/**
 * Makes records of waiting administrative acts and approval moves, in order, at most `limit`; they leave the outbox in
 * the transaction that stores them. One that can't be stored is kept as quarantined.
 */
export async function drainAuditOutbox(writer: AuditWriter, limit: number): Promise<DrainedActs> {
  try {
    return await drain(writer, limit, null);
  } catch (error) {
    if (!isDataFault(error)) throw error;
    if (limit > 1) return drainAuditOutbox(writer, Math.floor(limit / 2));
    return drain(writer, 1, error instanceof Error ? error.message : String(error));
  }
}

function drain(writer: AuditWriter, limit: number, condemned: string | null): Promise<DrainedActs> {
  const { db, shard, fence } = writer;
  return db.system<DrainedActs>(
    async (scope) => {
      if (!(await hasActs(scope, shard))) return { kind: "DRAINED", taken: 0, batches: [] };
      if (!(await holdsFence(scope, shard, fence))) return { kind: "LOST" };
      const acts = await takeActs(scope, shard, limit);
      const items = acts.map(({ id, organizationId, record }) => ({
        organizationId,
        source: `audit outbox ${id}`,
        origin: "act" as const,
        callId: null,
        raw: JSON.stringify(record),
      }));
      const batches = items.length > 0 ? [await storeBatch(scope, items, condemned)] : [];
      if (items.length > 0) writer.beforeCommit?.("acts");
      return { kind: "DRAINED", taken: acts.length, batches };
    },
    { timeoutMs: BATCH_TIMEOUT_MS },
  );
}

/** Whether a stream id comes after another. Throws SyntaxError on text that isn't a stream id. */
export function isAfter(streamId: string, position: string): boolean {
  const [ms = "", n = "0"] = streamId.split("-");
  const [thanMs = "", thanN = "0"] = position.split("-");
  return BigInt(ms) === BigInt(thanMs) ? BigInt(n) > BigInt(thanN) : BigInt(ms) > BigInt(thanMs);
}
