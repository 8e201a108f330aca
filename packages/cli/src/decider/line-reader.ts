const NEWLINE = 0x0a;

/** A line's bytes without its end, or null where it was longer than is read. */
export type Line = Uint8Array | null;

/**
 * Cuts a stream into lines without ever holding more than one of them: what is longer than `maxBytes` is passed over
 * as it comes. The last line needs no end.
 */
export class LineReader {
  private readonly maxBytes: number;
  private kept: Uint8Array[] = [];
  private keptBytes = 0;
  private isTooLong = false;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** The lines that end in this chunk, in order. */
  *push(chunk: Uint8Array): Generator<Line> {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.keep(chunk.subarray(start, end));
      yield this.take();
      start = end + 1;
    }
    if (start < chunk.length) this.keep(chunk.subarray(start));
  }

  /** What stands after the last line's end, if anything. */
  *end(): Generator<Line> {
    if (this.keptBytes > 0 || this.isTooLong) yield this.take();
  }

  private keep(part: Uint8Array): void {
    if (this.isTooLong) return;
    if (this.keptBytes + part.length > this.maxBytes) {
      this.isTooLong = true;
      this.kept = [];
      return;
    }
    if (part.length > 0) this.kept.push(part);
    this.keptBytes += part.length;
  }

  private take(): Line {
    const [first] = this.kept;
    const line = this.isTooLong ? null : this.kept.length === 1 && first ? first : Buffer.concat(this.kept);
    this.kept = [];
    this.keptBytes = 0;
    this.isTooLong = false;
    return line;
  }
}
