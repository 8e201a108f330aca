import { appendLeaves, type Checkpoint, type Frontier, frontierRoot, isSameHash } from "@countersign/core";
import { z } from "zod";
import { type ExportFault, Fault } from "./export-fault.ts";
import { ExportKeys, exportKeysSchema } from "./export-keys.ts";
import { hashSchema, leafOf, parseJson, recordLineSchema } from "./export-lines.ts";
import { SelectionReading, selectionHeaderSchema } from "./selection-reading.ts";
import { splitHashes, treeHasher } from "./tree-hasher.ts";

export type Verified =
  | {
      readonly ok: true;
      readonly organizationId: string;
      readonly records: number;
      /** For records that a filter has found: how many the tree held. Null for an export without gaps. */
      readonly selectedOf: number | null;
      /** How many of them lie behind the last signed head. */
      readonly signed: number;
      readonly checkpoints: number;
      readonly erased: number;
    }
  | { readonly ok: false; readonly fault: ExportFault };

export interface VerifyOptions {
  /**
   * The keys that are trusted, each `KEY` or `KEY until LEAVES` where it was followed by another; without any the export's
   * own are used, which only shows that the export fits itself.
   */
  readonly keys?: readonly string[];
  /** Signed heads that were kept elsewhere: the tree must be the one they are of. */
  readonly trusted?: readonly string[];
}

const headerSchema = z.object({
  countersign: z.literal("audit-export"),
  v: z.literal(1),
  organizationId: z.string().min(1),
  ...exportKeysSchema.shape,
  firstSequence: z.string().regex(/^\d{1,19}$/),
  from: z.int().nonnegative(),
  to: z.int().nonnegative(),
  frontier: z.array(hashSchema).max(53),
  checkpoints: z.array(z.string()),
});
type Header = z.infer<typeof headerSchema>;

const lineSchema = recordLineSchema.extend({ sequence: z.string(), leaf: hashSchema });

/**
 * Checks an export line by line, with nothing but its text and keys. Of `exportTree`: every record is the one of its leaf,
 * the leaves make the tree of every signed head, and none is missing at either end. Of `exportSelection`: every record
 * stands at its place under the signed head. Never throws for what a file may hold.
 */
export async function verifyExport(
  lines: AsyncIterable<string> | Iterable<string>,
  options: VerifyOptions = {},
): Promise<Verified> {
  try {
    let reading: Reading | SelectionReading | null = null;
    for await (const line of lines) {
      if (reading) reading.take(line);
      else reading = begin(line, options);
    }
    if (!reading) throw new Fault("format", "The file is empty.");
    return reading.end();
  } catch (error) {
    if (error instanceof Fault) return { ok: false, fault: error.fault };
    throw error;
  }
}

function begin(line: string, options: VerifyOptions): Reading | SelectionReading {
  const parsed = z.union([headerSchema, selectionHeaderSchema]).safeParse(parseJson(line));
  if (!parsed.success) throw new Fault("format", "The first line isn't that of an audit export.");
  const { data } = parsed;
  return data.countersign === "audit-export" ? new Reading(data, options) : new SelectionReading(data, options);
}

class Reading {
  readonly #header: Header;
  readonly #keys: ExportKeys;
  readonly #heads: Checkpoint[];
  #frontier: Frontier;
  #nextHead = 0;
  #erased = 0;
  /** The first record whose leaf isn't the tree's: told only when the tree itself is found to be the signed one. */
  #firstEdited: Fault | null = null;

  constructor(header: Header, options: VerifyOptions) {
    this.#header = header;
    this.#keys = new ExportKeys(header.organizationId, header, options.keys ?? []);
    const own = header.checkpoints.map((note) => this.#keys.open(note));
    const trusted = (options.trusted ?? []).map((note) => this.#keys.open(note));
    this.#heads = [...own, ...trusted]
      .filter(({ size }) => size >= header.from)
      .sort((left, right) => left.size - right.size);
    this.#frontier = startOf(header);
    this.#checkHeads();
  }

  take(line: string): void {
    const { from, to, firstSequence, organizationId } = this.#header;
    const expected = (BigInt(firstSequence) + BigInt(this.#frontier.size - from)).toString();
    const parsed = lineSchema.safeParse(parseJson(line));
    if (!parsed.success) throw new Fault("format", "A line can't be read.", { sequence: expected });
    const { sequence, leaf, salts, erased, record } = parsed.data;
    const at = { sequence: expected, recordId: String(record["id"] ?? "") };
    if (sequence !== expected) throw misplaced(sequence, at);
    if (this.#frontier.size >= to) throw new Fault("inserted", "There are more records than the export says.", at);
    if (record["organizationId"] !== organizationId) {
      throw new Fault("other_organization", "This record is another organization's.", at);
    }
    const stored = Buffer.from(leaf, "hex");
    if (!this.#firstEdited && !isSameHash(leafOf({ sequence, salts, erased, record }, at), stored)) {
      this.#firstEdited = new Fault("edited", "This record isn't the one that was recorded.", at);
    }
    if (!this.#firstEdited) this.#keys.checkChange(this.#frontier.size, record, at);
    if (salts === null) this.#erased += 1;
    this.#frontier = appendLeaves(treeHasher, this.#frontier, [stored]).frontier;
    this.#checkHeads();
  }

  end(): Verified {
    const { organizationId, from, to } = this.#header;
    const { size } = this.#frontier;
    const missing = this.#heads[this.#nextHead];
    if (size < to || missing) {
      const until = Math.max(to, missing?.size ?? 0);
      throw new Fault("truncated", `The export ends after ${size} of ${until} records.`, {
        sequence: this.#sequence(),
      });
    }
    if (this.#firstEdited) throw this.#firstEdited;
    const last = this.#heads[this.#heads.length - 1];
    return {
      ok: true,
      organizationId,
      records: size - from,
      selectedOf: null,
      signed: Math.max(0, (last?.size ?? from) - from),
      checkpoints: this.#heads.length,
      erased: this.#erased,
    };
  }

  /** The roots so far must be those that were signed. */
  #checkHeads(): void {
    for (;;) {
      const head = this.#heads[this.#nextHead];
      if (!head || head.size !== this.#frontier.size) return;
      const root = Buffer.from(frontierRoot(treeHasher, this.#frontier)).toString("base64");
      if (root !== head.root) {
        if (this.#firstEdited) throw this.#firstEdited;
        const since = this.#heads[this.#nextHead - 1]?.size ?? this.#header.from;
        const message = `The records from ${since} to ${head.size} of the tree aren't those that were signed.`;
        throw new Fault("tree", message, { sequence: this.#sequence(since) });
      }
      // A record that was edited under a tree that wasn't: it can be named for certain.
      if (this.#firstEdited) throw this.#firstEdited;
      this.#nextHead += 1;
    }
  }

  #sequence(leaf = this.#frontier.size): string {
    return (BigInt(this.#header.firstSequence) + BigInt(leaf - this.#header.from)).toString();
  }
}

function startOf(header: Header): Frontier {
  const frontier = { size: header.from, hashes: splitHashes(header.frontier.join("")) };
  try {
    return appendLeaves(treeHasher, frontier, []).frontier;
  } catch {
    throw new Fault("format", "The tree's edge before the first record doesn't fit.");
  }
}

function misplaced(sequence: string, at: { sequence: string; recordId: string }): Fault {
  if (!/^\d{1,19}$/.test(sequence)) return new Fault("format", "A record has no sequence.", at);
  if (BigInt(sequence) > BigInt(at.sequence)) {
    return new Fault("missing", `Record ${at.sequence} is missing: ${sequence} stands in its place.`, {
      sequence: at.sequence,
    });
  }
  return new Fault("reordered", `Record ${sequence} stands where ${at.sequence} belongs.`, at);
}
