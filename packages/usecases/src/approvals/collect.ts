import { prolongPermit, setDelivered } from "@countersign/db";
import { PERMIT_MS } from "./decide.ts";
import type { ApprovalDeps } from "./moves.ts";

/** A ticket is good for this long after the decision, ms. */
const TICKET_MS = 24 * 3_600_000;

interface Target {
  readonly organizationId: string;
  readonly approvalId: string;
}

/**
 * Gives an approved call 15 more minutes from now, while its agent asks for it; up to a day after the decision. Returns
 * the new end in UTC ms, or null when there is no permit to prolong.
 */
export async function extendPermit(deps: ApprovalDeps, target: Target): Promise<number | null> {
  const bounds = { permitMs: PERMIT_MS, limitMs: TICKET_MS };
  const row = await deps.db.tenant(target.organizationId, (scope) => prolongPermit(scope, target.approvalId, bounds));
  return row?.permitUntil?.getTime() ?? null;
}

/** Notes that the agent got the end of its approval: a repeat of the call is a new call from then on. True the first time. */
export function markDelivered(deps: ApprovalDeps, target: Target): Promise<boolean> {
  return deps.db.tenant(target.organizationId, (scope) => setDelivered(scope, target.approvalId));
}
