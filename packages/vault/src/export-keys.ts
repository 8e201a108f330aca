import { type Checkpoint, isJsonObject, type JsonObject, readCheckpoint } from "@countersign/core";
import { z } from "zod";
import { Fault, type FaultPlace } from "./export-fault.ts";
import { type NoteVerifier, readPublicKey } from "./note-signing.ts";

/** The action of the record with which a tree's signing key ends: heads of more leaves than its place are the next key's. */
export const KEY_ROTATED = "audit.key-rotated";

/** The keys an export names: the present one, and those before it, oldest first. */
export const exportKeysSchema = z.object({
  publicKey: z.string(),
  formerKeys: z
    .array(z.object({ publicKey: z.string(), until: z.int().nonnegative() }))
    .max(10_000)
    .default([]),
});
type NamedKeys = z.infer<typeof exportKeysSchema>;

interface Key {
  readonly publicKey: string;
  /** Heads of at most so many leaves are its; null: also larger ones, or nothing is known of it. */
  readonly until: number | null;
  readonly verifier: NoteVerifier;
}

const GIVEN = /^(\S+)(?: until (0|[1-9]\d{0,14}))?$/;

/**
 * Which key's each signed head must be. `given` are the keys that are trusted, each `KEY` or `KEY until LEAVES`; without
 * any, the export's own are used, which only shows that the export fits itself.
 */
export class ExportKeys {
  readonly #named: readonly Key[];
  readonly #given: readonly Key[];
  readonly #organizationId: string;

  constructor(organizationId: string, { publicKey, formerKeys }: NamedKeys, given: readonly string[]) {
    this.#organizationId = organizationId;
    this.#named = [...formerKeys, { publicKey, until: null }].map((key) => this.#read(key));
    this.#given = given.map((line) => this.#readGiven(line));
    const isOrdered = formerKeys.every(({ until }, at) => at === 0 || until > (formerKeys[at - 1]?.until ?? 0));
    if (!isOrdered) throw new Fault("key", "The keys of the export don't follow one another.");
  }

  /** The head of a note, if it is signed by the key of its time and that key is trusted. Throws Fault. */
  open(note: string): Checkpoint {
    for (const key of this.#named) {
      const text = key.verifier.open(note);
      if (text !== null) return this.#headOf(text, key);
    }
    const isKnown = this.#given.some(({ verifier }) => verifier.open(note) !== null);
    if (isKnown) throw new Fault("key", "A signed head is signed by a key that the export doesn't name.");
    throw new Fault("signature", "A signed head isn't signed by a key of the organization.");
  }

  #headOf(text: string, signer: Key): Checkpoint {
    const head = readCheckpoint(text);
    if (!head || head.origin !== signer.verifier.name)
      throw new Fault("signature", "A signed head isn't of this tree.");
    if (keyOf(this.#named, head.size) !== signer) {
      throw new Fault("key", `The head of ${head.size} records is signed by a key outside the time it was good for.`);
    }
    this.#trust(signer, head);
    return head;
  }

  /** A change of the key must stand at its place in the tree, and no other may. `leaf` counts from 0. Throws Fault. */
  checkChange(leaf: number, record: JsonObject, at: FaultPlace): void {
    const ended = this.#named.findIndex(({ until }) => until === leaf);
    const isChange = record["kind"] === "key" && record["action"] === KEY_ROTATED;
    if (isChange !== ended >= 0) {
      const message = isChange
        ? "The signing key changed with this record, but the export names no key that ended with it."
        : "The export names a signing key that ended with this record, but it is no change of the key.";
      throw new Fault("key", message, at);
    }
    const [before, after] = keysOf(record);
    const isOther = (named: Key | undefined, told: string | null) => told !== null && named?.publicKey !== told;
    if (isChange && (isOther(this.#named[ended], before) || isOther(this.#named[ended + 1], after))) {
      throw new Fault("key", "The signing key changed with this record between other keys than the export names.", at);
    }
  }

  #trust(signer: Key, { size }: Checkpoint): void {
    if (this.#given.length === 0) return;
    const dated = this.#given.filter(({ until }) => until !== null);
    const expected = keyOf(
      [...dated].sort((one, other) => (one.until ?? 0) - (other.until ?? 0)),
      size,
    );
    const trusted = expected ? [expected] : this.#given.filter(({ until }) => until === null);
    if (!trusted.some(({ publicKey }) => publicKey === signer.publicKey)) {
      throw new Fault("key", `The head of ${size} records isn't signed by a key that is trusted for it.`);
    }
  }

  #readGiven(line: string): Key {
    const [, publicKey, until] = GIVEN.exec(line.trim()) ?? [];
    if (publicKey === undefined) throw new Fault("key", "A given key can't be read.");
    return this.#read({ publicKey, until: until === undefined ? null : Number(until) });
  }

  #read({ publicKey, until }: Omit<Key, "verifier">): Key {
    const verifier = readPublicKey(publicKey);
    if (!verifier) throw new Fault("key", "A public key can't be read.");
    if (verifier.name !== `countersign/${this.#organizationId}`) {
      const message = `The key is of ${verifier.name}, but the export is of ${this.#organizationId}.`;
      throw new Fault("other_organization", message);
    }
    return { publicKey, until, verifier };
  }
}

/** Of keys in their order, the one that heads of a size are signed with. */
function keyOf(keys: readonly Key[], size: number): Key | undefined {
  return keys.find(({ until }) => until === null || size <= until);
}

/** The keys that the record of a change names; null where they were erased. */
function keysOf(record: JsonObject): readonly [string | null, string | null] {
  const detail = record["detail"];
  if (!isJsonObject(detail)) return [null, null];
  const told = (side: "before" | "after"): string | null => {
    const keys = detail[side];
    return isJsonObject(keys) && typeof keys["publicKey"] === "string" ? keys["publicKey"] : null;
  };
  return [told("before"), told("after")];
}
