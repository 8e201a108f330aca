import type { Actor } from "@countersign/contracts";
import { cancelOpen, findApproval } from "@countersign/db";
import { storableText } from "@countersign/db/audit";
import { belongsTo } from "./claim.ts";
import { type ApprovalDeps, type ApprovalPrincipal, inTenant, recordMove, viewOf } from "./moves.ts";
import type { ApprovalView } from "./view.ts";

export interface ApprovalCancel {
  readonly organizationId: string;
  readonly approvalId: string;
  /** In words for the agent: `withdrawn`, `policy now denies`. */
  readonly reason: string;
  readonly actor: Actor;
  /** The agent that withdraws its own; null for people and the platform. */
  readonly principal: ApprovalPrincipal | null;
  /** Set by the holder of a claim that knows nothing ran; null cancels only what hasn't begun. */
  readonly attempt: number | null;
}

export type CancelledApproval =
  | { readonly ok: true; readonly approval: ApprovalView }
  | { readonly ok: false; readonly reason: "unknown" }
  /** It runs or has ended already. */
  | { readonly ok: false; readonly reason: "too_late"; readonly approval: ApprovalView };

/** Withdraws an approval that hasn't begun to run. Cancelling twice is answered as the first time. */
export function cancelApproval(deps: ApprovalDeps, cancel: ApprovalCancel): Promise<CancelledApproval> {
  return inTenant<CancelledApproval>(deps, cancel.organizationId, async (scope) => {
    const row = await findApproval(scope, cancel.approvalId);
    if (!row || (cancel.principal && !belongsTo(row, cancel.principal))) {
      return { value: { ok: false, reason: "unknown" } };
    }
    const reason = storableText(cancel.reason);
    const moved = await cancelOpen(scope, row.id, { reason, attempt: cancel.attempt });
    if (moved) {
      await recordMove(scope, moved, { action: "approval.cancelled", actor: cancel.actor, detail: { reason } });
      return { value: { ok: true, approval: await viewOf(scope, moved) }, moved };
    }
    const now = (await findApproval(scope, row.id)) ?? row;
    const approval = await viewOf(scope, now);
    return {
      value: approval.state === "cancelled" ? { ok: true, approval } : { ok: false, reason: "too_late", approval },
    };
  });
}
