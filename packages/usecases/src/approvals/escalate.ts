import {
  type ApprovalRow,
  appendOutbox,
  escalatePending,
  findApproval,
  findDueToEscalate,
  type TenantScope,
  type WorkerDb,
} from "@countersign/db";
import { recordAct, SYSTEM_ACTOR } from "./moves.ts";
import { askingsOf, nextAsking, readRequirement, reminderAt, type StoredRequirement } from "./requirement.ts";

/**
 * Lets further people decide what nobody has decided for as long as its rules say, or until their hours, which is recorded, and reminds those
 * asked; in any organization, at most `limit` approvals. Returns how many.
 */
export async function escalateDueApprovals({ db }: { readonly db: WorkerDb }, limit: number): Promise<number> {
  const due = await db.system((scope) => findDueToEscalate(scope, limit));
  for (const { id, organizationId } of due) await db.tenant(organizationId, (scope) => escalate(scope, id));
  return due.length;
}

async function escalate(scope: TenantScope, approvalId: string): Promise<void> {
  const row = await findApproval(scope, approvalId, { lock: true });
  const requirement = readRequirement(row?.requirement);
  const afterMs = row && requirement && nextAsking(requirement, Number(row.escalatedMs));
  if (!requirement || !afterMs) return;
  const escalated = await escalatePending(scope, approvalId, { afterMs, nextMs: nextAsking(requirement, afterMs) });
  if (!escalated) return;
  await askFurther(scope, escalated, { requirement, afterMs });
  const step = reminderAt(requirement, afterMs);
  // Whoever wasn't reminded in time isn't told several times at once.
  if (step === null || escalated.isBehind) return;
  await appendOutbox(scope, { topic: "approval.reminded", payload: { approvalId, step } });
}

interface Asking {
  readonly requirement: StoredRequirement;
  readonly afterMs: number;
}

async function askFurther(scope: TenantScope, row: ApprovalRow, { requirement, afterMs }: Asking): Promise<void> {
  const asked = requirement.rules.flatMap(askingsOf).filter((some) => some.afterMs === afterMs);
  const to = [...new Set(asked.flatMap(({ by }) => by))];
  if (to.length === 0) return;
  await recordAct(scope, row, { action: "approval.escalated", actor: SYSTEM_ACTOR, detail: { to, afterMs } });
  await appendOutbox(scope, { topic: "approval.escalated", payload: { approvalId: row.id, afterMs } });
}
