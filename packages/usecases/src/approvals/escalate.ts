import {
  appendOutbox,
  escalatePending,
  findApproval,
  findDueToEscalate,
  type TenantScope,
  type WorkerDb,
} from "@countersign/db";
import { recordAct, SYSTEM_ACTOR } from "./moves.ts";
import { nextEscalation, readRequirement } from "./requirement.ts";

/**
 * Lets further people decide what nobody has decided for as long as its rules say, in any organization, at most `limit`
 * approvals; each is recorded and they are told. Returns how many.
 */
export async function escalateDueApprovals({ db }: { readonly db: WorkerDb }, limit: number): Promise<number> {
  const due = await db.system((scope) => findDueToEscalate(scope, limit));
  for (const { id, organizationId } of due) await db.tenant(organizationId, (scope) => escalate(scope, id));
  return due.length;
}

async function escalate(scope: TenantScope, approvalId: string): Promise<void> {
  const row = await findApproval(scope, approvalId, { lock: true });
  const requirement = readRequirement(row?.requirement);
  const afterMs = row && requirement && nextEscalation(requirement, Number(row.escalatedMs));
  if (!requirement || !afterMs) return;
  const escalated = await escalatePending(scope, approvalId, { afterMs, nextMs: nextEscalation(requirement, afterMs) });
  if (!escalated) return;
  const to = requirement.rules.flatMap(({ escalate: rule }) => (rule?.afterMs === afterMs ? rule.by : []));
  await recordAct(scope, escalated, { action: "approval.escalated", actor: SYSTEM_ACTOR, detail: { to, afterMs } });
  await appendOutbox(scope, { topic: "approval.escalated", payload: { approvalId, afterMs } });
}
