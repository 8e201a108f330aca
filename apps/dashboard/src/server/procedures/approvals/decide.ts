import { decideApproval } from "@countersign/usecases";
import type { Actor } from "../../auth/actor.ts";
import type { Membership } from "../../auth/membership.ts";
import { approvalDeps } from "../../deps.ts";
import { RefusalError, refuse } from "../../refusal-error.ts";
import type { Services } from "../../services.ts";
import type { ApprovalDetail } from "../../views/approval.ts";
import { showApproval } from "./show-approval.ts";

interface DecideContext {
  readonly services: Services;
  readonly actor: Actor;
  readonly membership: Membership;
}

interface Vote {
  readonly approvalId: string;
  readonly decision: "approve" | "deny";
  readonly reason: string | null;
}

/** Casts the actor's vote and gives the approval as it stands then. A management token is no person and can't vote. */
export async function decide(ctx: DecideContext, vote: Vote): Promise<ApprovalDetail> {
  const { actor, membership, services } = ctx;
  if (actor.kind !== "user") {
    return refuse(
      "approval.vote.forbidden",
      "Approvals are decided by people, and this token stands for none. Sign in to decide.",
    );
  }
  const decided = await decideApproval(approvalDeps(services), {
    organizationId: membership.organizationId,
    approvalId: vote.approvalId,
    userId: actor.userId,
    decision: vote.decision,
    reason: vote.reason,
    channel: "web",
  });
  if (!decided.ok) throw new RefusalError(decided.refusal);
  return showApproval(ctx, vote.approvalId);
}
