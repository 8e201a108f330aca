import { isAllowed, ROLES, type Role } from "./permissions.ts";

/**
 * Whether a member with `granter` may give `role` to a person or token, or take it from one: never above themselves, so
 * only owners make, change and remove owners.
 */
export function mayGrant(granter: Role, role: Role): boolean {
  return isAllowed(granter, "members.write") && ROLES.indexOf(role) >= ROLES.indexOf(granter);
}

/** The role of a name, or null when nobody knows it. */
export function readRole(name: string): Role | null {
  return ROLES.find((role) => role === name) ?? null;
}
