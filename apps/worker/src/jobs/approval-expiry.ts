import { escalateDueApprovals, expireApproval, expireDueApprovals, lapseApprovals } from "@countersign/usecases";
import type { WorkerDeps } from "../deps.ts";
import { type Loop, startLoop } from "../loop.ts";

const AT_ONCE = 200;
const EVERY_MS = 1_000;

/** Expires one approval at its time: the delayed job's work. */
export async function expireOne(
  deps: WorkerDeps,
  target: { readonly organizationId: string; readonly approvalId: string },
): Promise<void> {
  await expireApproval(deps, target);
}

/** Does whatever it is time for; true when there is more. */
export async function sweepApprovals(deps: WorkerDeps): Promise<boolean> {
  const escalated = await escalateDueApprovals(deps, AT_ONCE);
  const expired = await expireDueApprovals(deps, AT_ONCE);
  const lapsed = await lapseApprovals(deps, AT_ONCE);
  return [escalated, expired, lapsed].includes(AT_ONCE);
}

/** Catches each second what a lost job missed. */
export function startApprovalSweeper(deps: WorkerDeps): Loop {
  return startLoop({ name: "approval-sweeper", everyMs: EVERY_MS, logger: deps.logger }, () => sweepApprovals(deps));
}
