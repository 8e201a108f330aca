import { tallyVotes } from "@countersign/core";
import { type ApprovalRow, findApproval, findVotes, type NamedVote, type TenantScope } from "@countersign/db";
import { isGlassStillBroken } from "./break-glass.ts";
import { mayVoteByLink, type Voters, votersOf } from "./decide.ts";
import type { ApprovalDeps } from "./moves.ts";

/**
 * Whether the votes on an approval still satisfy its requirement, counting only people who are entitled now: somebody
 * may have left, or lost the role, between voting and running. So do two owners who broke the glass, while both still may.
 */
export function isStillApproved(
  deps: ApprovalDeps,
  target: { readonly organizationId: string; readonly approvalId: string },
): Promise<boolean> {
  return deps.db.tenant(target.organizationId, async (scope) => {
    const row = await findApproval(scope, target.approvalId);
    const voters = row && (await votersOf(scope, row));
    if (!voters) return false;
    const cast = (await findVotes(scope, [row.id])).filter((vote) => vote.revision === row.revision);
    const entitled = await Promise.all(cast.map((vote) => stillCounts(scope, row, { vote, voters })));
    const votes = cast
      .filter((_vote, at) => entitled[at])
      .map(({ userId, decision }) => ({ userId, decision: decision === "approve" ? "approve" : "deny" }) as const);
    return tallyVotes(voters.requirements, votes).result === "approved" || isGlassStillBroken(scope, row);
  });
}

/** A vote by a mailed link counts only while the call may still be decided by one. */
async function stillCounts(
  scope: TenantScope,
  row: ApprovalRow,
  { vote, voters }: { readonly vote: NamedVote; readonly voters: Voters },
): Promise<boolean> {
  return vote.channel !== "email" || mayVoteByLink(scope, row, { ...voters, userId: vote.userId });
}
