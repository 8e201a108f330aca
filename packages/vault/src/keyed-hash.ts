import { createHmac, timingSafeEqual } from "node:crypto";
import { deriveKey } from "./derive-key.ts";
import type { Secret } from "./secret.ts";

/** HMAC-SHA-256 of a text. */
export function keyedBytes(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

/** HMAC-SHA-256 of a text, as 64 hex digits. */
export function keyedHash(key: Buffer, text: string): string {
  return keyedBytes(key, text).toString("hex");
}

/** Compares two hashes in constant time; different lengths are unequal. */
export function isSameHash(left: string, right: string): boolean {
  return areSameBytes(Buffer.from(left), Buffer.from(right));
}

/** Compares bytes in a time that only their length tells; different lengths are unequal. */
export function areSameBytes(left: Buffer, right: Buffer): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}

/** The key under which the hashes of one organization's arguments are made, so that hashes of two organizations can't be compared. */
export function argumentsHashKey(masterKey: Secret, organizationId: string): Buffer {
  return deriveKey(masterKey, `arguments:${organizationId}`);
}

/** The keyed hash of canonical arguments. */
export function argumentsHash(key: Buffer, canonicalArguments: string): string {
  return keyedHash(key, canonicalArguments);
}
