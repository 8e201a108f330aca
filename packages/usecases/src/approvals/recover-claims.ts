import type { Admission } from "@countersign/admission";
import { findLapsedClaims, type WorkerDb } from "@countersign/db";
import { findHotMark } from "@countersign/db/audit";
import { giveBackApproval } from "./give-back.ts";
import type { ApprovalDeps } from "./moves.ts";

export interface RecoveryDeps extends ApprovalDeps {
  readonly db: WorkerDb;
  readonly admission: Pick<Admission, "voidPermit">;
}

/**
 * Looks after claims whose lease has ended. The permit is voided first: if that wins, nothing ran and nothing can, and
 * the approval goes back (or lapses). If it was used, only the call's own record or its orphan record ends it. While Redis
 * is being rebuilt nobody can say: the rebuild ends such claims as unknown. Returns how many went back.
 */
export async function recoverClaims(deps: RecoveryDeps, limit: number): Promise<number> {
  const lapsed = await deps.db.system((scope) => findLapsedClaims(scope, limit));
  let returned = 0;
  for (const { id, organizationId, shard, attempt } of lapsed) {
    const { sequence } = await deps.db.tenant(organizationId, findHotMark);
    const place = { org: organizationId, shard };
    const permit = await deps.admission.voidPermit(place, { approvalId: id, attempt, mark: Number(sequence) });
    if (permit.kind !== "VOID") continue;
    const reason = "the claim's lease ended and nothing had run";
    if (await giveBackApproval(deps, { organizationId, approvalId: id, attempt, reason })) returned += 1;
  }
  return returned;
}
