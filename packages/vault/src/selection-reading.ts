import { type Checkpoint, verifyInclusion } from "@countersign/core";
import { z } from "zod";
import { Fault } from "./export-fault.ts";
import { ExportKeys, exportKeysSchema } from "./export-keys.ts";
import { hashSchema, leafOf, parseJson, recordLineSchema } from "./export-lines.ts";
import { treeHasher } from "./tree-hasher.ts";
import type { Verified, VerifyOptions } from "./verify-export.ts";

/** The first line of records that a filter has found: each of them is proved by itself under the signed head. */
export const selectionHeaderSchema = z.object({
  countersign: z.literal("audit-selection"),
  v: z.literal(1),
  organizationId: z.string().min(1),
  ...exportKeysSchema.shape,
  firstSequence: z.string().regex(/^\d{1,19}$/),
  /** Records of the tree when the selection was made, signed or not. */
  treeSize: z.int().nonnegative(),
  checkpoint: z.string().nullable(),
});
type Header = z.infer<typeof selectionHeaderSchema>;

const lineSchema = recordLineSchema.extend({ path: z.array(hashSchema).max(64).nullable() });

/** Reads a selection line by line. What a filter has left out, or somebody took away, it can't tell. */
export class SelectionReading {
  readonly #header: Header;
  readonly #head: Checkpoint | null;
  readonly #seen = new Set<number>();
  #signed = 0;
  #erased = 0;

  constructor(header: Header, { keys = [], trusted = [] }: VerifyOptions) {
    this.#header = header;
    const known = new ExportKeys(header.organizationId, header, keys);
    this.#head = header.checkpoint === null ? null : known.open(header.checkpoint);
    for (const kept of trusted.map((note) => known.open(note))) this.#compare(kept);
  }

  take(line: string): void {
    const parsed = lineSchema.safeParse(parseJson(line));
    if (!parsed.success) throw new Fault("format", `Line ${this.#seen.size + 2} can't be read.`);
    const { organizationId, firstSequence, treeSize } = this.#header;
    const { sequence, salts, record, path } = parsed.data;
    const at = { sequence, recordId: String(record["id"] ?? "") };
    if (record["organizationId"] !== organizationId) {
      throw new Fault("other_organization", "This record is another organization's.", at);
    }
    const index = Number(BigInt(sequence) - BigInt(firstSequence));
    if (index < 0 || index >= treeSize) throw new Fault("inserted", "There is no such place in the tree.", at);
    if (this.#seen.has(index)) throw new Fault("inserted", "This place of the tree stands here twice.", at);
    this.#seen.add(index);
    const leaf = leafOf(parsed.data, at);
    if (salts === null) this.#erased += 1;
    if (!this.#head || index >= this.#head.size) {
      if (path !== null) throw new Fault("tree", "This record has a proof, but came after the signed head.", at);
      return;
    }
    const claim = { leaf, index, size: this.#head.size, root: Buffer.from(this.#head.root, "base64") };
    const hashes = (path ?? []).map((hash) => Buffer.from(hash, "hex"));
    if (path === null || !verifyInclusion(treeHasher, { ...claim, path: hashes })) {
      throw new Fault("edited", "This record isn't the one that stands at its place in the signed tree.", at);
    }
    this.#signed += 1;
  }

  end(): Verified {
    const { organizationId, treeSize } = this.#header;
    return {
      ok: true,
      organizationId,
      records: this.#seen.size,
      selectedOf: treeSize,
      signed: this.#signed,
      checkpoints: this.#head ? 1 : 0,
      erased: this.#erased,
    };
  }

  /** A head that was kept elsewhere says something of a selection only if it is of the same size. */
  #compare({ size, root }: Checkpoint): void {
    if (this.#head?.size !== size) {
      const message = `A head of ${size} records can't be compared with a selection under another: export the whole.`;
      throw new Fault("format", message);
    }
    if (this.#head.root !== root) throw new Fault("tree", "The selection isn't of the tree that was signed.");
  }
}
