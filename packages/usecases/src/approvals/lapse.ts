import { findDueToLapse, lapseApproved, type WorkerDb } from "@countersign/db";
import { type ApprovalDeps, inTenant, recordMove, SYSTEM_ACTOR } from "./moves.ts";

/** Lapses approved calls that nobody came for in time, in any organization, at most `limit`; returns how many. */
export async function lapseApprovals(deps: ApprovalDeps & { readonly db: WorkerDb }, limit: number): Promise<number> {
  const due = await deps.db.system((scope) => findDueToLapse(scope, limit));
  let lapsed = 0;
  for (const { id, organizationId } of due) {
    const isLapsed = await inTenant(deps, organizationId, async (scope) => {
      const moved = await lapseApproved(scope, id);
      if (!moved) return { value: false };
      await recordMove(scope, moved, { action: "approval.lapsed", actor: SYSTEM_ACTOR });
      return { value: true, moved };
    });
    if (isLapsed) lapsed += 1;
  }
  return lapsed;
}
