import { type Db, type InvitationRow, listInvitations as listRows } from "@countersign/db";

const RECENT_MS = 30 * 86_400_000;

/** An organization's invitations: all that can still be accepted, and what became of those of the last 30 days. */
export function listInvitations(
  deps: { readonly db: Db },
  input: { readonly organizationId: string },
): Promise<InvitationRow[]> {
  return deps.db.tenant(input.organizationId, (scope) => listRows(scope, RECENT_MS));
}
