import { newId } from "@countersign/contracts";
import { ensureApprovalLink, findApproval } from "@countersign/db";
import { linkToken, linkTokenHash, type Secret } from "@countersign/vault";
import type { PeopleDeps } from "../people/verify-password.ts";
import { mayVoteByLink, votersOf } from "./decide.ts";

export interface ApprovalLinkInput {
  readonly organizationId: string;
  readonly approvalId: string;
  /** The revision that the message shows. */
  readonly revision: number;
  /** Whom the message is for. */
  readonly userId: string;
}

/**
 * The text of the link by which this person may decide an approval without signing in; the same one however often it is
 * asked for. Null where they have to sign in: no group of theirs opted in, or the call is none for links.
 */
export function approvalLink(deps: PeopleDeps, input: ApprovalLinkInput): Promise<Secret | null> {
  const { organizationId, approvalId, revision, userId } = input;
  return deps.db.tenant(organizationId, async (scope) => {
    const row = await findApproval(scope, approvalId);
    if (row?.state !== "pending" || row.revision !== revision) return null;
    const voters = await votersOf(scope, row);
    if (!voters || !(await mayVoteByLink(scope, row, { ...voters, userId }))) return null;
    const id = newId("approvalLink");
    const tokenHash = linkTokenHash(linkToken(deps.masterKey, "approval-link", id));
    const link = await ensureApprovalLink(scope, { id, approvalId, revision, userId, tokenHash });
    return link.usedAt === null ? linkToken(deps.masterKey, "approval-link", link.id) : null;
  });
}
