import { databaseRolePassword, Secret } from "@countersign/vault";

/** The roles that running processes connect as; neither owns a table nor bypasses row-level security. */
export const DATABASE_ROLES = ["countersign_app", "countersign_worker"] as const;
export type DatabaseRole = (typeof DATABASE_ROLES)[number];

/** The owner's URL with a role's name and derived password in the place of the owner's. */
export function deriveRoleUrl(ownerUrl: string, role: DatabaseRole, masterKey: string): string {
  const url = new URL(ownerUrl);
  url.username = role;
  url.password = rolePassword(role, masterKey);
  return url.toString();
}

/** Derived, so that nobody has to keep it. */
export function rolePassword(role: DatabaseRole, masterKey: string): string {
  return databaseRolePassword(new Secret(masterKey), role).reveal();
}
