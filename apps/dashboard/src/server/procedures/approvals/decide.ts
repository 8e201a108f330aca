import type { GrantWish } from "@countersign/core";
import { decideApproval, openGrant } from "@countersign/usecases";
import type { Actor } from "../../auth/actor.ts";
import type { Membership } from "../../auth/membership.ts";
import { approvalDeps, configurationDeps } from "../../deps.ts";
import { RefusalError, refuse } from "../../refusal-error.ts";
import type { Services } from "../../services.ts";
import type { ApprovalDetail } from "../../views/approval.ts";
import { showApproval } from "./show-approval.ts";

export interface DecideContext {
  readonly services: Services;
  readonly actor: Actor;
  readonly membership: Membership;
}

interface Vote {
  readonly approvalId: string;
  readonly decision: "approve" | "deny";
  /** What was shown; only for approving. */
  readonly revision?: number;
  readonly reason: string | null;
  /** What it would let through beside the call. */
  readonly grant?: GrantWish;
}

/** Who decides. A management token is no person, so it is refused. */
export function personOf(actor: Actor): string {
  if (actor.kind === "user") return actor.userId;
  return refuse(
    "approval.vote.forbidden",
    "Approvals are decided by people, and this token stands for none. Sign in to decide.",
  );
}

/** Casts the actor's vote and gives the approval as it stands then. */
export async function decide(ctx: DecideContext, vote: Vote): Promise<ApprovalDetail> {
  const { actor, membership, services } = ctx;
  const userId = personOf(actor);
  const decided = await decideApproval(approvalDeps(services), {
    organizationId: membership.organizationId,
    approvalId: vote.approvalId,
    userId,
    decision: vote.decision,
    ...(vote.revision !== undefined && { revision: vote.revision }),
    reason: vote.reason,
    channel: "web",
    ...(vote.grant && { grant: vote.grant }),
  });
  if (!decided.ok) throw new RefusalError(decided.refusal);
  if (vote.grant) {
    await openGrant(configurationDeps(services), {
      organizationId: membership.organizationId,
      approvalId: vote.approvalId,
    });
  }
  return showApproval(ctx, vote.approvalId);
}
