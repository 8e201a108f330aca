import { createHash } from "node:crypto";
import { deriveKey } from "./derive-key.ts";
import { isSameHash, keyedBytes } from "./keyed-hash.ts";
import { Secret } from "./secret.ts";

/** What a link is for. The same id gives another secret for each. */
export type LinkKind = "approval-link" | "email-link" | "invitation-mailed" | "invitation-shown" | "slack-account";

const FORM = /^([a-z]{3}_[0-9a-f-]{36})\.([A-Za-z0-9_-]{43})$/;

/** The secret text of a link, derived from its id: whoever has the master key can write it again, so nothing keeps it. */
export function linkToken(masterKey: Secret, kind: LinkKind, id: string): Secret {
  return new Secret(`${id}.${proofOf(masterKey, kind, id)}`);
}

/** The id in a link's text and which of these kinds it is, compared in constant time; null when it is none of them. */
export function readLinkToken<K extends LinkKind>(
  masterKey: Secret,
  kinds: readonly K[],
  text: string,
): { readonly kind: K; readonly id: string } | null {
  const [, id, proof] = FORM.exec(text) ?? [];
  if (id === undefined || proof === undefined) return null;
  // Every kind is tried, whichever fits.
  const fitting = kinds.filter((kind) => isSameHash(proofOf(masterKey, kind, id), proof));
  const [kind] = fitting;
  return kind === undefined ? null : { kind, id };
}

/** What is kept of a link: SHA-256 of its text, which has 256 bits of its own. 64 hex digits. */
export function linkTokenHash(text: Secret): string {
  return createHash("sha256").update(text.reveal()).digest("hex");
}

function proofOf(masterKey: Secret, kind: LinkKind, id: string): string {
  return keyedBytes(deriveKey(masterKey, `link:${kind}`), id).toString("base64url");
}
