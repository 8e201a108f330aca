import { lapseApproved, returnClaim } from "@countersign/db";
import { type ApprovalDeps, inTenant, recordMove, SYSTEM_ACTOR, viewOf } from "./moves.ts";
import type { ApprovalView } from "./view.ts";

export interface GiveBack {
  readonly organizationId: string;
  readonly approvalId: string;
  /** Only the claim of this attempt is given back. */
  readonly attempt: number;
  /** Why nothing ran, for the record. */
  readonly reason: string;
}

/**
 * Gives a claim back when provably nothing ran: executing → approved, or lapsed when its time to run has passed. Null
 * when this attempt no longer holds the approval.
 */
export function giveBackApproval(deps: ApprovalDeps, giveBack: GiveBack): Promise<ApprovalView | null> {
  const { organizationId, approvalId, attempt, reason } = giveBack;
  return inTenant(deps, organizationId, async (scope) => {
    const returned = await returnClaim(scope, approvalId, attempt);
    const moved = returned ?? (await lapseApproved(scope, approvalId, attempt));
    if (!moved) return { value: null };
    const action = returned ? "approval.given_back" : "approval.lapsed";
    await recordMove(scope, moved, { action, actor: SYSTEM_ACTOR, detail: { reason } });
    return { value: await viewOf(scope, moved), moved };
  });
}
