import { takeWriterLease, type WriterLease } from "@countersign/db/audit";
import { crashPoint } from "@countersign/telemetry";
import {
  type AuditWriter,
  drainAuditOutbox,
  rewindRecords,
  STREAM_START,
  type StoredBatch,
  type StreamItem,
  writeRecords,
} from "@countersign/usecases";
import type { WorkerDeps } from "../deps.ts";
import { type Loop, startLoop } from "../loop.ts";
import { HotStateMender } from "./hot-state-mender.ts";

const BATCH = 1_000;
/** How long a reader waits for the next record; acts in the outbox wait as long at most. */
const BLOCK_MS = 100;
const OPENING_CHECK_MS = 500;
const STANDBY_MS = 1_000;
const IDS_AT_ONCE = 200;
/** A read that was out when its connection broke may never be answered. */
const ANSWER_MS = 2_000;

/** Keeps one shard's records flowing into Postgres, whenever this process is the one that holds the shard. */
export function startRecordWriter(deps: WorkerDeps, shard: number): Loop {
  const { logger } = deps;
  return startLoop({ name: `record-writer-${shard}`, everyMs: STANDBY_MS, logger }, async (signal, alive) => {
    const lease = await takeWriterLease(deps.databaseUrl, shard);
    if (!lease) return false;
    logger.info({ shard, fence: lease.fence.toString() }, "this worker writes the shard's records");
    try {
      await new ShardWriter(deps, shard, lease).run(signal, alive);
    } finally {
      await lease.release();
    }
    return false;
  });
}

/** One tenure over a shard: from taking the lease until it is lost or the worker stops. */
class ShardWriter {
  readonly #deps: WorkerDeps;
  readonly #shard: number;
  readonly #writer: AuditWriter;
  readonly #mender: HotStateMender;
  #position: string;
  #isHeld = true;
  #checkedAt = 0;

  constructor(deps: WorkerDeps, shard: number, lease: WriterLease) {
    this.#deps = deps;
    this.#shard = shard;
    const beforeCommit: AuditWriter["beforeCommit"] = (of) => {
      crashPoint(of === "records" ? "writer.before-commit" : "acts.before-commit");
    };
    this.#writer = { db: deps.db, shard, fence: lease.fence, beforeCommit };
    this.#mender = new HotStateMender(deps, shard);
    this.#position = lease.position;
    void lease.lost.then(() => {
      this.#isHeld = false;
    });
  }

  async run(signal: AbortSignal, alive: () => void): Promise<void> {
    while (this.#isHeld && !signal.aborted) {
      await this.#drainActs();
      await this.#bringRecords(BLOCK_MS);
      await this.#mend();
      alive();
    }
  }

  /** Brings one batch from the stream; returns how many it read. */
  async #bringRecords(blockMs: number): Promise<number> {
    const { admission } = this.#deps;
    const from = { shard: this.#shard, after: this.#position, count: BATCH, blockMs };
    const read = await within(blockMs + ANSWER_MS, admission.readRecords(from));
    if (read.kind !== "RECORDS") throw new Error(`the stream can't be read: ${read.reason}`);
    if (!this.#isHeld || read.records.length === 0) return 0;
    crashPoint("writer.after-read");
    const items: StreamItem[] = read.records.map(({ streamId, org, callId, sequence, kind, record }) => {
      return { streamId, sequence, organizationId: org, source: streamId, origin: kind, callId, raw: record };
    });
    const written = await writeRecords(this.#writer, this.#position, items);
    if (written.kind === "LOST") {
      this.#isHeld = false;
      return 0;
    }
    this.#position = written.position;
    crashPoint("writer.after-commit");
    await this.#announce(written.batches);
    // What isn't trimmed now goes with the next batch: it stands before the position.
    await admission.trimRecords(this.#shard, this.#position);
    crashPoint("writer.after-trim");
    return read.records.length;
  }

  async #drainActs(): Promise<void> {
    let taken = BATCH;
    while (this.#isHeld && taken >= BATCH) {
      const drained = await drainAuditOutbox(this.#writer, BATCH);
      if (drained.kind === "LOST") {
        this.#isHeld = false;
        return;
      }
      taken = drained.taken;
      if (taken > 0) crashPoint("acts.after-commit");
      await this.#announce(drained.batches);
    }
  }

  /** Mends what Redis has lost. What the stream still holds is brought in first, so that the ledger is complete. */
  async #mend(): Promise<void> {
    const now = performance.now();
    if (!this.#isHeld || now - this.#checkedAt < OPENING_CHECK_MS) return;
    this.#checkedAt = now;
    const closed = await this.#mender.closed();
    if (closed.length === 0) return;
    this.#isHeld = await rewindRecords(this.#writer, this.#position);
    if (this.#isHeld) this.#position = STREAM_START;
    while (this.#isHeld && (await this.#bringRecords(0)) > 0);
    if (this.#isHeld) await this.#mender.open(closed);
  }

  async #announce(batches: readonly StoredBatch[]): Promise<void> {
    const { announce, logger } = this.#deps;
    for (const batch of batches) {
      if (batch.quarantined > 0) {
        logger.error({ shard: this.#shard, count: batch.quarantined }, "records were quarantined");
      }
      for (const [org, ids] of batch.ids) {
        for (let at = 0; at < ids.length; at += IDS_AT_ONCE) {
          await announce({ org, shard: this.#shard }, { type: "records", ids: ids.slice(at, at + IDS_AT_ONCE) });
        }
      }
      for (const row of batch.ended) {
        const place = { org: row.organizationId, shard: this.#shard };
        await announce(place, { type: "approval", id: row.id, state: row.state });
      }
    }
  }
}

/** The promise's value, or an Error when it takes longer than so many ms. */
async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
