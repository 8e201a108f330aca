import { type Refusal, type RefusalExtras, refusal } from "@countersign/contracts";
import type { ApprovalView } from "../approvals/approval-desk.ts";
import type { CallAnswer } from "./call.ts";

/** The name of our own tool by which an agent waits with its ticket. */
export const AWAIT_TOOL = "countersign__await_approval";

/** Not yet: the ticket, the link for people, and what the agent can do. */
export function pendingAnswer(approval: ApprovalView, dashboardUrl: string): CallAnswer {
  const url = `${dashboardUrl}/approvals/${approval.id}`;
  const expiresAt = new Date(approval.expiresAtMs).toISOString();
  const detail =
    `This call needs a person's approval and hasn't run yet. Ticket: ${approval.id}. A person decides at ${url} ` +
    `before ${expiresAt}. To wait for the result call ${AWAIT_TOOL} with this ticket; do not send the call another way.`;
  const ticket = { ticket: approval.id, url, state: approval.state, expiresAt };
  return {
    kind: "pending",
    refusal: refusal("approval.request.pending", detail, { rules: [...approval.ruleIds], approval: ticket }),
    approval,
  };
}

/** One answer for tickets that nobody has, and those of others. */
export function unknownTicket(): Refusal {
  return refusal("approval.ticket.unknown", "There is no approval with this ticket for this agent instance.");
}

/** Postgres can't tell now. */
export function approvalUnread(): Refusal {
  const detail = "The approval can't be read now. Nothing is lost: try again.";
  return refusal("platform.decision.unavailable", detail, { retryAfterMs: 2_000 });
}

/** How an approval that never ran, or whose answer is no longer kept, is told to its agent. */
export function answerOfEnded(approval: ApprovalView): CallAnswer {
  const said = endedRefusal(approval);
  const texts: { readonly [state: string]: string | null } = {
    expired: approval.onExpireText,
    denied: approval.onDenyText,
  };
  const text = texts[approval.state] ?? null;
  return text === null ? { kind: "refused", refusal: said } : { kind: "responded", text, refusal: said };
}

function endedRefusal(approval: ApprovalView): Refusal {
  const extras: RefusalExtras = {
    rules: [...approval.ruleIds],
    ...(approval.recordId !== null && { recordId: approval.recordId }),
  };
  const because = approval.reason ? ` Reason: ${approval.reason}` : "";
  switch (approval.state) {
    case "denied":
      return refusal("approval.request.denied", `A person denied this call; it did not run.${because}`, extras);
    case "expired":
      return refusal("approval.request.expired", "Nobody approved this call in time; it did not run.", extras);
    case "cancelled":
      return refusal(
        "approval.request.cancelled",
        `The approval was withdrawn; the call did not run.${because}`,
        extras,
      );
    case "lapsed":
      return refusal(
        "approval.permit.lapsed",
        "The call was approved but not collected in time; it did not run.",
        extras,
      );
    case "executed":
    case "failed": {
      const detail = "The call ran, and its answer was already delivered or is no longer kept. Do not repeat it.";
      return refusal("approval.answer.gone", detail, extras);
    }
    default: {
      const detail = "The call may have run; its outcome isn't known. Do not repeat it: a person resolves it.";
      return refusal("call.outcome.unknown", detail, extras);
    }
  }
}
