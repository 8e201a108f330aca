import { randomBytes } from "node:crypto";
import { BASE62, formatKey, KEY_LENGTHS, type KeyKind, type KeyParts, parseKey } from "@countersign/core";
import { deriveKey } from "./derive-key.ts";
import { isSameHash, keyedHash } from "./keyed-hash.ts";
import { Secret } from "./secret.ts";

export interface IssuedKey {
  /** The whole key, shown once. */
  readonly text: Secret;
  /** The key's own reference: unique, not secret, by which it is looked up. */
  readonly keyRef: string;
  /** What is stored: the keyed hash of the secret part, 64 hex digits. */
  readonly secretHash: string;
}

/** Checks presented keys against stored hashes. Holds the derived key, so that no call derives it again. */
export interface KeyHasher {
  /** The keyed hash of a key's secret part, bound to its kind, organization and own reference. */
  hash(parts: KeyParts): string;
  /** In constant time. */
  matches(parts: KeyParts, secretHash: string): boolean;
}

const LARGEST_FAIR_BYTE = 256 - (256 % BASE62.length);

/** Text of base62 in which every character is equally likely. */
export function randomBase62(length: number): string {
  let text = "";
  while (text.length < length) {
    for (const byte of randomBytes(length * 2)) {
      // Bytes above the last whole multiple of 62 would favour the first characters.
      if (byte < LARGEST_FAIR_BYTE && text.length < length) text += BASE62.charAt(byte % BASE62.length);
    }
  }
  return text;
}

/** A new reference for an organization (10 characters) or a key (12): random, not secret. */
export function newKeyRef(kind: "organizationRef" | "keyRef"): string {
  return randomBase62(KEY_LENGTHS[kind]);
}

export function createKeyHasher(masterKey: Secret): KeyHasher {
  const key = deriveKey(masterKey, "key-hash");
  const hash = (parts: KeyParts): string =>
    keyedHash(key, `${parts.kind}_${parts.organizationRef}_${parts.keyRef}_${parts.secret}`);
  return { hash, matches: (parts, secretHash) => isSameHash(hash(parts), secretHash) };
}

/** Makes an agent key (`csk`) or a management token (`csm`) for an organization's key reference. */
export function issueKey(hasher: KeyHasher, kind: KeyKind, organizationRef: string): IssuedKey {
  const parts: KeyParts = {
    kind,
    organizationRef,
    keyRef: newKeyRef("keyRef"),
    secret: randomBase62(KEY_LENGTHS.secret),
  };
  const text = formatKey(parts);
  if (parseKey(text) === null) throw new RangeError("an organization's key reference is 10 characters of base62");
  return { text: new Secret(text), keyRef: parts.keyRef, secretHash: hasher.hash(parts) };
}
