import { isTypedId } from "@countersign/core";
import type { ApprovalView, Ticket } from "../approvals/approval-desk.ts";
import { type Caller, mayReach } from "../identity/caller.ts";
import type { OperationEntry } from "../snapshot/gateway-snapshot.ts";
import { unknownTicket } from "./approval-answers.ts";
import type { CallAnswer, CallRequest } from "./call.ts";
import { operationOf } from "./operation-of.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

/** An approval in the hands of the agent that asked for it. */
export interface Held {
  readonly approval: ApprovalView;
  readonly ticket: Ticket;
  readonly caller: Caller;
  /** What it calls, as it reads now; null when it is gone. */
  readonly operation: OperationEntry | null;
}

export type HeldTicket =
  | ({ readonly ok: true } & Held)
  | { readonly ok: false; readonly answer: Extract<CallAnswer, { kind: "refused" | "no_session" }> };

/**
 * The approval by its ticket, if whoever asks may come in now and it is theirs: others' and malformed ones are answered
 * as those that nobody has. Rejects when Postgres can't be read.
 */
export async function holdTicket(
  { gate, desk }: Pick<PipelineDeps, "gate" | "desk">,
  asking: Pick<CallRequest, "credential" | "session">,
  approvalId: unknown,
): Promise<HeldTicket> {
  const entered = await gate.enter(asking.credential, asking.session?.idHash ?? null);
  if (entered.kind !== "in") return { ok: false, answer: entered };
  const { caller } = entered.entry;
  const { organizationId, agent, instance } = caller;
  const principal = { agentId: agent.id, instanceId: instance.id, instanceName: instance.name };
  if (typeof approvalId === "string" && isTypedId("approval", approvalId)) {
    const ticket = { organizationId, approvalId, principal };
    const approval = await desk.read(ticket);
    if (approval && mayReach(caller, approval.connectionId)) {
      return { ok: true, approval, ticket, caller, operation: operationOf(entered.entry.snapshot, approval) };
    }
  }
  return { ok: false, answer: { kind: "refused", refusal: unknownTicket() } };
}
