import { createHash } from "node:crypto";
import type { Admission, Place } from "@countersign/admission";
import type { CallRecord } from "@countersign/contracts";

interface Fold {
  readonly place: Place;
  readonly record: CallRecord;
  /** Of the snapshot the denials were decided from; raised when Redis knows a newer one. */
  version: number;
  count: number;
}

export interface DenialFoldsOptions {
  readonly admission: Pick<Admission, "record">;
  /** UTC ms. */
  readonly now: () => number;
  readonly log: { warn(fields: Record<string, unknown>, message: string): void };
}

/** So many identical denials of a second have a record each; the others share one. */
const EACH_RECORDED = 10;
const SECOND_MS = 1_000;
/** Different denials counted in a second, and shared records that wait; past it each denial has its own. */
const MOST = 10_000;
const CLOSE_TRIES = 20;
const CLOSE_REST_MS = 100;

/**
 * Makes one record, with their count, of the identical denials of a second after the first ten. Each of them has passed
 * its own check of version and kill switches. A process that is killed loses the count of its last second: the first ten
 * stand, and none of them ran.
 */
export class DenialFolds {
  readonly #options: DenialFoldsOptions;
  #second = 0;
  readonly #seen = new Map<string, number>();
  readonly #open = new Map<string, Fold>();
  #due: Fold[] = [];
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(options: DenialFoldsOptions) {
    this.#options = options;
  }

  /** Notes a denial. Its key when it is to share a record, null when it has one of its own. */
  note(record: CallRecord): string | null {
    this.#turn();
    const key = identityOf(record);
    const before = this.#seen.get(key) ?? 0;
    if (this.#isClosed || this.#seen.size + this.#due.length >= MOST) return null;
    this.#seen.set(key, before + 1);
    return before < EACH_RECORDED ? null : key;
  }

  /** Puts a denial, once it has passed its checks, into the shared record of the present second; answers that one's id. */
  add(key: string, { place, record, version }: Pick<Fold, "place" | "record" | "version">): string {
    this.#turn();
    const fold = this.#open.get(key) ?? { place, record, version, count: 0 };
    fold.count += 1;
    this.#open.set(key, fold);
    // Closing has written what there was: this one came while it did.
    if (this.#isClosed) void this.#write();
    else this.#timer ??= setTimeout(() => void this.#tick(), SECOND_MS - (this.#options.now() % SECOND_MS)).unref();
    return fold.record.id;
  }

  /** Writes what is still shared. Says so if that can't be done. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer) clearTimeout(this.#timer);
    for (let tries = 0; tries < CLOSE_TRIES; tries += 1) {
      await this.#write();
      if (this.#due.length === 0) return;
      await new Promise((resolve) => setTimeout(resolve, CLOSE_REST_MS));
    }
    this.#options.log.warn({ records: this.#due.length }, "counts of identical denials couldn't be recorded");
  }

  /** A new second begins: what the last one shared is due. */
  #turn(): void {
    const second = Math.floor(this.#options.now() / SECOND_MS);
    if (second === this.#second) return;
    this.#second = second;
    this.#seen.clear();
    this.#end();
  }

  #end(): void {
    this.#due.push(...this.#open.values());
    this.#open.clear();
  }

  async #tick(): Promise<void> {
    this.#turn();
    await this.#write();
    this.#timer = null;
    if (this.#due.length + this.#open.size > 0 && !this.#isClosed) {
      this.#timer = setTimeout(() => void this.#tick(), SECOND_MS).unref();
    }
  }

  /** One after the other, so that closing waits for what is being written. */
  #write(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#writeDue());
    return this.#writing;
  }

  /** What can't be recorded now stays due. */
  async #writeDue(): Promise<void> {
    if (this.#isClosed) this.#end();
    const due = this.#due;
    this.#due = [];
    const written = await Promise.all(due.map((fold) => this.#record(fold)));
    this.#due.push(...due.filter((_, index) => !written[index]));
  }

  async #record(fold: Fold): Promise<boolean> {
    const { place, record, version, count } = fold;
    const verdict = await this.#options.admission.record({
      org: place.org,
      shard: place.shard,
      snapshotVersion: version,
      killKeys: [],
      callId: record.callId,
      record: JSON.stringify({ ...record, count }),
    });
    if (verdict.kind === "STALE") fold.version = verdict.version;
    return verdict.kind === "OK";
  }
}

/** All of a record but what tells one denial from the next. */
function identityOf({ id: _id, at: _at, callId: _call, latency: _latency, ...same }: CallRecord): string {
  return createHash("sha256").update(JSON.stringify(same)).digest("base64url");
}
