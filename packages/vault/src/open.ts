import { createDecipheriv } from "node:crypto";
import { type CredentialPlace, credentialBinding } from "./credential-binding.ts";
import { masterKeyId } from "./master-key.ts";
import { bindingText, keyEncryptionKey, type SealBinding, VERSION } from "./sealed-form.ts";
import { Secret } from "./secret.ts";

export type Opened =
  | { readonly kind: "OPENED"; readonly plaintext: Secret }
  /** `reason` is for our own records; it never tells anything about the content. */
  | { readonly kind: "REFUSED"; readonly reason: "malformed" | "unknown-key" | "not-authentic" };

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Decrypts what `seal` made for the same binding. `masterKeys`: the present one, and earlier ones during a rotation. */
export function open(masterKeys: readonly Secret[], binding: SealBinding, sealed: string): Opened {
  const [version, kekId, wrapped, body, ...more] = sealed.split(".");
  if (version !== VERSION || wrapped === undefined || body === undefined || more.length > 0) {
    return { kind: "REFUSED", reason: "malformed" };
  }
  const masterKey = masterKeys.find((key) => masterKeyId(key) === kekId);
  if (!masterKey) return { kind: "REFUSED", reason: "unknown-key" };
  const dataKey = decrypt(keyEncryptionKey(masterKey, binding), wrapped, bindingText(binding, "key"));
  const plaintext = dataKey && decrypt(dataKey, body, bindingText(binding, "body"));
  if (!plaintext) return { kind: "REFUSED", reason: "not-authentic" };
  return { kind: "OPENED", plaintext: new Secret(plaintext.toString("utf8")) };
}

export interface SealedCredential extends CredentialPlace {
  readonly kind: "bearer" | "header";
  readonly sealed: string;
}

/** What to present upstream, and the secret in it for the mask of echoes. */
export interface OpenedCredential {
  readonly headers: Readonly<Record<string, string>>;
  readonly secret: Secret;
}

/** Opens what a connection presents upstream. Null when it isn't for this row, connection, header or origin, or no key fits. */
export function openCredential(masterKeys: readonly Secret[], credential: SealedCredential): OpenedCredential | null {
  const opened = open(masterKeys, credentialBinding(credential), credential.sealed);
  if (opened.kind !== "OPENED") return null;
  const value = opened.plaintext.reveal();
  const presented = credential.kind === "bearer" ? `Bearer ${value}` : value;
  return { headers: { [credential.headerName]: presented }, secret: opened.plaintext };
}

function decrypt(key: Buffer, text: string, associated: Buffer): Buffer | null {
  const bytes = Buffer.from(text, "base64url");
  if (bytes.length < IV_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(associated).setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    // The tag doesn't match: other key, other binding, or changed bytes. GCM tells no more, and neither do we.
    return null;
  }
}
