import { canonicalJson } from "@countersign/core";
import { deriveKey } from "./derive-key.ts";
import type { Secret } from "./secret.ts";

/** What a sealed text belongs to. It opens only with the same three. */
export interface SealBinding {
  readonly organizationId: string;
  /** What it is: `approval-answer`, `credential` … */
  readonly purpose: string;
  /** The thing it is of: the approval's or the credential's id. */
  readonly subjectId: string;
}

/** First part of every sealed text. */
export const VERSION = "cs1";

/** The associated data of one layer: which layer, and the whole binding. */
export function bindingText(binding: SealBinding, layer: "key" | "body"): Buffer {
  return Buffer.from(canonicalJson([VERSION, layer, binding.organizationId, binding.purpose, binding.subjectId]));
}

/** The key that wraps the data keys of one organization. */
export function keyEncryptionKey(masterKey: Secret, binding: SealBinding): Buffer {
  return deriveKey(masterKey, `seal:${binding.organizationId}`);
}
