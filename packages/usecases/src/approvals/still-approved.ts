import { tallyVotes } from "@countersign/core";
import { findApproval, findVotes } from "@countersign/db";
import { votersOf } from "./decide.ts";
import type { ApprovalDeps } from "./moves.ts";

/**
 * Whether the votes on an approval still satisfy its requirement, counting only people who are entitled now: somebody
 * may have left, or lost the role, between voting and running.
 */
export function isStillApproved(
  deps: ApprovalDeps,
  target: { readonly organizationId: string; readonly approvalId: string },
): Promise<boolean> {
  return deps.db.tenant(target.organizationId, async (scope) => {
    const row = await findApproval(scope, target.approvalId);
    const voters = row && (await votersOf(scope, row));
    if (!voters) return false;
    const votes = (await findVotes(scope, [row.id]))
      .filter((vote) => vote.revision === row.revision)
      .map(({ userId, decision }) => ({ userId, decision: decision === "approve" ? "approve" : "deny" }) as const);
    return tallyVotes(voters.requirements, votes).result === "approved";
  });
}
