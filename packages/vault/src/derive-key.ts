import { hkdfSync } from "node:crypto";
import { Secret } from "./secret.ts";

const KEY_BYTES = 32;
const SALT = "countersign v1";

/**
 * A key of its own for one purpose, 32 bytes (HKDF-SHA256, RFC 5869). Knowing one derived key tells nothing about
 * another. The purpose is data of ours, such as `key-hash` or `seal:org_…`, never free text of a caller.
 */
export function deriveKey(masterKey: Secret, purpose: string): Buffer {
  if (purpose === "") throw new RangeError("a derived key needs a purpose");
  return Buffer.from(hkdfSync("sha256", masterKey.reveal(), SALT, purpose, KEY_BYTES));
}

/** The password of one of our database roles, so that no process needs it in its settings. 43 characters of base64url. */
export function databaseRolePassword(masterKey: Secret, role: string): Secret {
  return new Secret(deriveKey(masterKey, `database-role:${role}`).toString("base64url"));
}
