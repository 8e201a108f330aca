import type { Actor } from "@countersign/contracts";
import { type ApprovalsOf, cancelOpen, listOpenApprovals, type TenantScope } from "@countersign/db";
import { recordMove } from "./moves.ts";

/** How many are withdrawn with what they belong to; what is left can't run either and expires by itself. */
const MOST_WITHDRAWN = 500;

/** Withdraws what waits, each with its record, in the transaction of the change that made it pointless. Says how many. */
export async function withdrawOpen(
  scope: TenantScope,
  of: ApprovalsOf,
  { actor, reason }: { readonly actor: Actor; readonly reason: string },
): Promise<number> {
  let withdrawn = 0;
  for (const row of await listOpenApprovals(scope, of, MOST_WITHDRAWN)) {
    const moved = await cancelOpen(scope, row.id, { reason, attempt: null });
    if (!moved) continue;
    await recordMove(scope, moved, { action: "approval.cancelled", actor, detail: { reason } });
    withdrawn += 1;
  }
  return withdrawn;
}
