interface ReadRecord {
  readonly streamId: string;
  readonly org: string;
  readonly sequence: number;
}

/** What was read of one organization. */
export interface ReadShare {
  readonly count: number;
  /** The highest live sequence among it. */
  readonly sequence: number;
}

const KEPT = 200_000;

/** Whose records this process has read and not yet trimmed, per shard and in the stream's order. */
export class ReadIds {
  readonly #read = new Map<number, ReadRecord[]>();

  /** Notes what was read; what was noted before is not noted twice. */
  note(shard: number, records: readonly ReadRecord[]): void {
    const known = this.#read.get(shard) ?? [];
    for (const { streamId, org, sequence } of records) {
      const last = known.at(-1);
      if (last === undefined || isBefore(last.streamId, streamId)) known.push({ streamId, org, sequence });
    }
    // A reader that never trims must not fill the memory; an emptied stream puts the backlogs right.
    if (known.length > KEPT) known.splice(0, known.length - KEPT);
    this.#read.set(shard, known);
  }

  /** Forgets everything up to and including `streamId`, and says what that was of each organization. */
  upTo(shard: number, streamId: string): Map<string, ReadShare> {
    const known = this.#read.get(shard) ?? [];
    const kept = known.findIndex((record) => isBefore(streamId, record.streamId));
    const shares = new Map<string, ReadShare>();
    for (const { org, sequence } of known.splice(0, kept < 0 ? known.length : kept)) {
      const before = shares.get(org) ?? { count: 0, sequence: 0 };
      shares.set(org, { count: before.count + 1, sequence: Math.max(before.sequence, sequence) });
    }
    return shares;
  }
}

/** Compares stream ids, `ms-n`. */
function isBefore(left: string, right: string): boolean {
  const [leftMs = "0", leftN = "0"] = left.split("-");
  const [rightMs = "0", rightN = "0"] = right.split("-");
  const [a, b] = [BigInt(leftMs), BigInt(rightMs)];
  return a < b || (a === b && BigInt(leftN) < BigInt(rightN));
}
