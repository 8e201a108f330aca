/**
 * The written form of keys and management tokens: `csk_<org>_<id>_<secret><crc>`, all base62. It names its
 * organization, so that the right snapshot is known before anything is looked up, and ends in a checksum, so that
 * a scanner (and we) can tell a real key from a random string without a query.
 */
export type KeyKind = "csk" | "csm";

export interface KeyParts {
  readonly kind: KeyKind;
  /** The organization's key reference, 10 characters. */
  readonly organizationRef: string;
  /** The key's own reference, 12 characters. */
  readonly keyRef: string;
  /** 43 characters, about 256 bits. */
  readonly secret: string;
}

export const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
export const KEY_LENGTHS = { organizationRef: 10, keyRef: 12, secret: 43, checksum: 6 } as const;

const KEY = /^(csk|csm)_([0-9A-Za-z]{10})_([0-9A-Za-z]{12})_([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/;

/** Writes a key with its checksum. */
export function formatKey(parts: KeyParts): string {
  const body = `${parts.kind}_${parts.organizationRef}_${parts.keyRef}_${parts.secret}`;
  return body + checksum(body);
}

/** Reads a key. Null when the form or the checksum is wrong. */
export function parseKey(text: string): KeyParts | null {
  const match = KEY.exec(text);
  if (!match) return null;
  const [, kind, organizationRef = "", keyRef = "", secret = "", sum] = match;
  if (checksum(text.slice(0, -KEY_LENGTHS.checksum)) !== sum) return null;
  return { kind: kind === "csm" ? "csm" : "csk", organizationRef, keyRef, secret };
}

function checksum(body: string): string {
  let rest = crc32(body);
  let text = "";
  for (let i = 0; i < KEY_LENGTHS.checksum; i += 1) {
    text = BASE62.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}

/** CRC-32 (ISO 3309) of ASCII text. */
export function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let i = 0; i < text.length; i += 1) {
    crc ^= text.charCodeAt(i);
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
