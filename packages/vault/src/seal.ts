import { createCipheriv, randomBytes } from "node:crypto";
import { masterKeyId } from "./master-key.ts";
import { bindingText, keyEncryptionKey, type SealBinding, VERSION } from "./sealed-form.ts";
import type { Secret } from "./secret.ts";

const IV_BYTES = 12;
const DATA_KEY_BYTES = 32;

/**
 * Encrypts a text for one organization and purpose: AES-256-GCM under a data key of its own, which is wrapped by the
 * organization's key-encryption key. The binding is authenticated, so that a sealed text can't be moved elsewhere.
 */
export function seal(masterKey: Secret, binding: SealBinding, plaintext: string): string {
  const dataKey = randomBytes(DATA_KEY_BYTES);
  const kekId = masterKeyId(masterKey);
  const wrapped = encrypt(keyEncryptionKey(masterKey, binding), dataKey, bindingText(binding, "key"));
  const body = encrypt(dataKey, Buffer.from(plaintext, "utf8"), bindingText(binding, "body"));
  return [VERSION, kekId, wrapped.toString("base64url"), body.toString("base64url")].join(".");
}

/** Nonce, ciphertext and tag, one after the other. */
function encrypt(key: Buffer, plaintext: Buffer, associated: Buffer): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(associated);
  return Buffer.concat([iv, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}
