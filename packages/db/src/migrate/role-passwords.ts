import { hkdfSync } from "node:crypto";

/** The roles that running processes connect as; neither owns a table nor bypasses row-level security. */
export const DATABASE_ROLES = ["countersign_app", "countersign_worker"] as const;
export type DatabaseRole = (typeof DATABASE_ROLES)[number];

/** A role's password: derived, so that nobody has to keep it. 43 characters of base64url. */
export function databaseRolePassword(masterKey: string, role: DatabaseRole): string {
  return Buffer.from(hkdfSync("sha256", masterKey, "", `countersign/database-role/${role}`, 32)).toString("base64url");
}

/** The owner's URL with a role's name and derived password in the place of the owner's. */
export function deriveRoleUrl(ownerUrl: string, role: DatabaseRole, masterKey: string): string {
  const url = new URL(ownerUrl);
  url.username = role;
  url.password = databaseRolePassword(masterKey, role);
  return url.toString();
}
