import { refusal } from "@countersign/contracts";
import type { ToolCallParams } from "@countersign/mcp";
import { AWAIT_TOOL, answerOfEnded, unknownTicket } from "../pipeline/approval-answers.ts";
import type { CallAnswer, CallRequest } from "../pipeline/call.ts";
import { followTicket } from "../pipeline/follow-ticket.ts";
import { holdTicket } from "../pipeline/hold-ticket.ts";
import type { McpContext } from "./mcp-context.ts";

/** Calls one of our own tools: an agent's dealings with its own approvals. They need no rule, only the right caller. */
export async function callOwnTool(
  { pipeline }: Pick<McpContext, "pipeline">,
  request: Omit<CallRequest, "find">,
  call: ToolCallParams,
): Promise<CallAnswer> {
  const approvalId = call.arguments["ticket"];
  try {
    const holding = await holdTicket(pipeline, request, approvalId);
    if (!holding.ok) return holding.answer;
    if (call.name === AWAIT_TOOL) return await followTicket(pipeline, request, holding);
    const approval = await pipeline.desk.withdraw(holding.ticket);
    return approval ? answerOfEnded(approval) : { kind: "refused", refusal: unknownTicket() };
  } catch (error) {
    pipeline.log.warn({ approvalId, error: String(error) }, "a ticket couldn't be answered");
    return { kind: "refused", refusal: ticketUnread() };
  }
}

/** Postgres can't tell now. */
export function ticketUnread() {
  const detail = "The approval can't be read now. Nothing is lost: try again with the same ticket.";
  return refusal("platform.decision.unavailable", detail, { retryAfterMs: 2_000 });
}
