import type { ApprovalView } from "../approvals/approval-desk.ts";
import type { CallAnswer } from "./call.ts";
import { openAnswer } from "./kept-answer.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

/** How long a plain repeat of a call gets the answer that waits for it, ms. */
const REPEAT_MAX_AGE_MS = 15 * 60_000;

/** Takes the answer kept for an approved call that ran. Null when none is kept for this way of asking. */
export async function collectAnswer(
  deps: PipelineDeps,
  held: { readonly approval: ApprovalView; readonly shard: number },
  by: "repeat" | "ticket",
): Promise<CallAnswer | null> {
  const { approval, shard } = held;
  if (approval.state !== "executed" && approval.state !== "failed" && approval.state !== "unknown") return null;
  const { organizationId, id } = approval;
  const claim = by === "ticket" ? { by } : { by, maxAgeMs: REPEAT_MAX_AGE_MS };
  const kept = await deps.admission.takeAnswer({ org: organizationId, shard }, id, claim);
  if (kept.kind !== "ANSWER") return null;
  return openAnswer(deps.answers, { organizationId, approvalId: id, sealed: kept.sealed });
}
