import { type Refusal, refusal } from "@countersign/contracts";
import { isTypedId } from "@countersign/core";
import type { ToolCallParams } from "@countersign/mcp";
import type { Ticket } from "../approvals/approval-desk.ts";
import { type Caller, killKeysOf, mayReach } from "../identity/caller.ts";
import { AWAIT_TOOL, answerOfEnded, unknownTicket } from "../pipeline/approval-answers.ts";
import { askPeople } from "../pipeline/ask-people.ts";
import type { CallAnswer, CallRequest } from "../pipeline/call.ts";
import { type AskAnew, followApproval } from "../pipeline/follow-approval.ts";
import type { McpContext } from "./mcp-context.ts";

type OwnToolContext = Pick<McpContext, "gate" | "pipeline">;

/** Calls one of our own tools: an agent's dealings with its own approvals. They need no rule, only the right caller. */
export async function callOwnTool(
  context: OwnToolContext,
  request: Omit<CallRequest, "find">,
  call: ToolCallParams,
): Promise<CallAnswer> {
  const entered = await context.gate.enter(request.credential, request.session?.idHash ?? null);
  if (entered.kind === "no_session") return { kind: "no_session" };
  if (entered.kind === "refused") return refused(entered.refusal);
  const approvalId = call.arguments["ticket"];
  if (typeof approvalId !== "string" || !isTypedId("approval", approvalId)) {
    return refused(refusal("approval.ticket.unknown", "Give the ticket of a pending answer as text: apr_…"));
  }
  const { caller } = entered.entry;
  const { organizationId, shard, agent, instance } = caller;
  const principal = { agentId: agent.id, instanceId: instance.id, instanceName: instance.name };
  const ticket: Ticket = { organizationId, approvalId, principal };
  try {
    const isAwait = call.name === AWAIT_TOOL;
    const answer = isAwait
      ? await awaitApproval(context, request, { ticket, shard, caller })
      : await withdraw(context, ticket, caller);
    return answer ?? refused(unknownTicket());
  } catch (error) {
    context.pipeline.log.warn({ approvalId, error: String(error) }, "a ticket couldn't be answered");
    const detail = "The approval can't be read now. Nothing is lost: try again with the same ticket.";
    return refused(refusal("platform.decision.unavailable", detail, { retryAfterMs: 2_000 }));
  }
}

async function awaitApproval(
  context: OwnToolContext,
  request: Omit<CallRequest, "find">,
  asked: { readonly ticket: Ticket; readonly shard: number; readonly caller: Caller },
): Promise<CallAnswer | null> {
  const { desk } = context.pipeline;
  const { ticket, shard, caller } = asked;
  const watch = await desk.watch({ org: ticket.organizationId, shard });
  try {
    const approval = await desk.read(ticket);
    if (!approval || !mayReach(caller, approval.connectionId)) return null;
    const askAnew: AskAnew = (...again) => askPeople(context.pipeline, ...again);
    const killKeys = [...killKeysOf(caller), approval.connectionId];
    const stoppable = { place: { org: ticket.organizationId, shard }, killKeys };
    const follow = { request, watch, shard, stoppable, askAnew };
    return await followApproval(context.pipeline, follow, { approval, claim: "ticket" });
  } finally {
    watch.close();
  }
}

async function withdraw(context: OwnToolContext, ticket: Ticket, caller: Caller): Promise<CallAnswer | null> {
  const held = await context.pipeline.desk.read(ticket);
  if (!held || !mayReach(caller, held.connectionId)) return null;
  const approval = await context.pipeline.desk.withdraw(ticket);
  return approval && answerOfEnded(approval);
}

function refused(why: Refusal): CallAnswer {
  return { kind: "refused", refusal: why };
}
