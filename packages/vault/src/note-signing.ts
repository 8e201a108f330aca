import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from "node:crypto";
import { type NoteSignature, readNote, type SignedNote, writeNote } from "@countersign/core";
import type { SigningKey } from "./checkpoint-signer.ts";
import { deriveKey } from "./derive-key.ts";
import type { Secret } from "./secret.ts";

/** Ed25519 in a C2SP signed note. */
const ED25519 = 1;
const KEY_ID_BYTES = 4;
const PKCS8_ED25519 = Buffer.from("302e020100300506032b657004220420", "hex");
const SPKI_ED25519 = Buffer.from("302a300506032b6570032100", "hex");
const KEY_LINE = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/;

/** Signs heads of one organization's tree. The private key never leaves it. */
export interface NoteSigner {
  readonly name: string;
  /** `name+id+key`, as C2SP's signed-note writes a verifier key: for everybody. */
  readonly publicKey: string;
  /** The whole note of a text. */
  sign(text: string): string;
}

/**
 * The signer with one key: derived from the signing secret for this purpose, name and generation alone. Throws RangeError
 * for a name with a space or a plus.
 */
export function createNoteSigner(secret: Secret, { name, generation }: SigningKey): NoteSigner {
  if (!/^[^+\s]+$/.test(name)) throw new RangeError("a key's name holds neither space nor plus");
  const seed = deriveKey(secret, `audit checkpoint ${name}${generation === 1 ? "" : ` ${generation}`}`);
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, seed]), format: "der", type: "pkcs8" });
  const raw = createPublicKey(key).export({ format: "der", type: "spki" }).subarray(SPKI_ED25519.length);
  const id = keyId(name, raw);
  const blobOf = (text: string): string => Buffer.concat([id, sign(null, Buffer.from(text), key)]).toString("base64");
  return {
    name,
    publicKey: `${name}+${id.toString("hex")}+${Buffer.concat([Buffer.of(ED25519), raw]).toString("base64")}`,
    sign: (text) => writeNote({ text, signatures: [{ name, blob: blobOf(text) }] }),
  };
}

/** A key that notes are checked with. */
export interface NoteVerifier {
  readonly name: string;
  /** The note's text if one of its signatures is this key's and right; null otherwise. */
  open(note: string): string | null;
}

/** Reads `name+id+key`. Null when it isn't one, or its id isn't of its key. */
export function readPublicKey(line: string): NoteVerifier | null {
  const [, name, id, encoded] = KEY_LINE.exec(line.trim()) ?? [];
  if (name === undefined || id === undefined || encoded === undefined) return null;
  const bytes = Buffer.from(encoded, "base64");
  const raw = bytes.subarray(1);
  if (bytes[0] !== ED25519 || raw.length !== 32 || keyId(name, raw).toString("hex") !== id) return null;
  const key = createPublicKey({ key: Buffer.concat([SPKI_ED25519, raw]), format: "der", type: "spki" });
  return {
    name,
    open: (note) => {
      const read = readNote(note);
      return read?.signatures.some((each) => each.name === name && isRight(read, each, { id, key })) ? read.text : null;
    },
  };
}

function isRight(note: SignedNote, { blob }: NoteSignature, { id, key }: { id: string; key: KeyObject }): boolean {
  const bytes = Buffer.from(blob, "base64");
  if (bytes.subarray(0, KEY_ID_BYTES).toString("hex") !== id) return false;
  return verify(null, Buffer.from(note.text), key, bytes.subarray(KEY_ID_BYTES));
}

function keyId(name: string, raw: Buffer): Buffer {
  const bytes = Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(ED25519), raw]);
  return hash("sha256", bytes, "buffer").subarray(0, KEY_ID_BYTES);
}
