import { expirePending, findDueToExpire, type WorkerDb } from "@countersign/db";
import { type ApprovalDeps, inTenant, recordMove, SYSTEM_ACTOR } from "./moves.ts";

/** Expires one pending approval if its time has passed by the database's clock; true when this call did it. */
export function expireApproval(
  deps: ApprovalDeps,
  target: { readonly organizationId: string; readonly approvalId: string },
): Promise<boolean> {
  return inTenant(deps, target.organizationId, async (scope) => {
    const moved = await expirePending(scope, target.approvalId);
    if (!moved) return { value: false };
    await recordMove(scope, moved, { action: "approval.expired", actor: SYSTEM_ACTOR });
    return { value: true, moved };
  });
}

/** Expires what is due in any organization, at most `limit`; returns how many. */
export async function expireDueApprovals(
  deps: ApprovalDeps & { readonly db: WorkerDb },
  limit: number,
): Promise<number> {
  const due = await deps.db.system((scope) => findDueToExpire(scope, limit));
  let expired = 0;
  for (const { id, organizationId } of due) {
    if (await expireApproval(deps, { organizationId, approvalId: id })) expired += 1;
  }
  return expired;
}
