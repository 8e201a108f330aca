/** The organization this browser looked at last: a hint of where to go, never a right. */
export const LAST_ORGANIZATION_COOKIE = "countersign-organization";

/** The organization a path belongs to, or null. */
export function organizationOfPath(path: string): string | null {
  return /^\/o\/([a-z][a-z0-9-]{0,30})(?:\/|$)/.exec(path)?.[1] ?? null;
}
