import { type ApprovalRow, claimApproved, findApproval, lapseApproved } from "@countersign/db";
import { type ApprovalDeps, type ApprovalPrincipal, inTenant, recordMove, SYSTEM_ACTOR } from "./moves.ts";
import { type ApprovalFacts, factsOf } from "./view.ts";

export interface ApprovalClaim {
  readonly organizationId: string;
  readonly approvalId: string;
  /** Whose it must be; null where a gateway runs it without its agent: then it must be one that runs on approval. */
  readonly principal: ApprovalPrincipal | null;
  /** How long this attempt may take before recovery looks after it, ms. */
  readonly leaseMs: number;
}

export type ClaimedApproval =
  /** This caller alone may run it now, as attempt `attempt`; the call's id is `approvalId.attempt`. */
  | { readonly ok: true; readonly approval: ApprovalFacts; readonly attempt: number }
  /** No such approval for whoever claims. */
  | { readonly ok: false; readonly reason: "unknown" }
  /** It isn't to be run now; its state says why: not decided, claimed by another, or ended. */
  | { readonly ok: false; readonly reason: "not_approved"; readonly approval: ApprovalFacts };

/** Takes the single right to run an approved call: approved → executing, while its permit lasts. */
export function claimApproval(deps: ApprovalDeps, claim: ApprovalClaim): Promise<ClaimedApproval> {
  return inTenant<ClaimedApproval>(deps, claim.organizationId, async (scope) => {
    const row = await findApproval(scope, claim.approvalId);
    if (!row || !mayClaim(row, claim.principal)) return { value: { ok: false, reason: "unknown" } };
    const claimed = await claimApproved(scope, row.id, claim.leaseMs);
    if (claimed) {
      const actor = { kind: "system" as const, id: claimed.agentId, name: claimed.agentName };
      await recordMove(scope, claimed, { action: "approval.claimed", actor });
      return { value: { ok: true, approval: factsOf(claimed), attempt: claimed.attempt }, moved: claimed };
    }
    const lapsed = await lapseApproved(scope, row.id);
    if (lapsed) await recordMove(scope, lapsed, { action: "approval.lapsed", actor: SYSTEM_ACTOR });
    const now = lapsed ?? (await findApproval(scope, row.id)) ?? row;
    const value = { ok: false, reason: "not_approved", approval: factsOf(now) } as const;
    return lapsed ? { value, moved: lapsed } : { value };
  });
}

function mayClaim(row: ApprovalRow, principal: ApprovalPrincipal | null): boolean {
  return principal === null ? row.runMode === "on_approval" : belongsTo(row, principal);
}

/** Whether an approval was asked for by this agent instance. */
export function belongsTo(row: ApprovalRow, principal: ApprovalPrincipal): boolean {
  if (row.agentId !== principal.agentId) return false;
  if (row.instanceId !== null || principal.instanceId !== null) return row.instanceId === principal.instanceId;
  return row.instanceName === principal.instanceName;
}
