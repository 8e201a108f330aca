import type { Readable, Writable } from "node:stream";

/** Where a command reads and writes. */
export interface CommandStreams {
  readonly input: Readable;
  readonly output: Writable;
  readonly errors: Writable;
}

/** One command of the program. */
export interface Command {
  /** What stands after `countersign`, as `policy check FILE [--json]`. */
  readonly usage: string;
  /** What it does, in one line. */
  readonly summary: string;
  /** Gives the exit code. Throws `UsageError` where it is called wrongly. */
  readonly run: (args: readonly string[], streams: CommandStreams) => Promise<number>;
}

/** The command was called in a way that it doesn't understand. */
export class UsageError extends Error {}
