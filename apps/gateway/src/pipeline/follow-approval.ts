import { isTerminal } from "@countersign/core";
import type { Decision } from "@countersign/policy";
import type { ApprovalView, ApprovalWatch } from "../approvals/approval-desk.ts";
import { mayReach } from "../identity/caller.ts";
import type { Entered } from "../identity/gate.ts";
import { answerOfEnded, pendingAnswer, unknownTicket } from "./approval-answers.ts";
import type { Attempt, Call, CallAnswer, CallRequest } from "./call.ts";
import { collectAnswer } from "./collect-answer.ts";
import { Patience } from "./patience.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import { noteDelivery, runApproved } from "./run-approved.ts";
import type { Stoppable } from "./running-calls.ts";
import { enterOf } from "./waiting-rights.ts";

/** Opens an approval in place of one whose requirement no longer holds, and waits for it. */
export type AskAnew = (
  call: Call,
  asked: { readonly decision: Decision; readonly linkedFromId: string },
) => Promise<Attempt<CallAnswer>>;

/** An agent that waits for an approval, and how. */
export interface Follow {
  /** The request it waits with: its call, or our own tool with the ticket. */
  readonly request: Omit<CallRequest, "find">;
  readonly watch: ApprovalWatch;
  readonly shard: number;
  /** What stops the wait at once. */
  readonly stoppable: Stoppable;
  readonly askAnew: AskAnew;
}

export interface Followed {
  readonly approval: ApprovalView;
  /** How the agent came to it: a plain repeat of its call, or the ticket. */
  readonly claim: "repeat" | "ticket";
}

const HEARTBEAT_MS = 5_000;

/**
 * Waits with an agent until people have decided, then runs the call or says how it ended. Past the surface's patience
 * the agent gets its ticket. At each heartbeat the agent's right to wait is checked anew. Null when a plain repeat met
 * an approval whose answer had gone out before: then the call is a new one. Rejects when Postgres can't be read.
 */
export async function followApproval(
  deps: PipelineDeps,
  follow: Follow,
  followed: Followed,
): Promise<CallAnswer | null> {
  const { wait } = follow.request;
  const interrupt = (): void => follow.watch.interrupt();
  const forget = [wait.presence.onLeave(interrupt), deps.running.heed(follow.stoppable, interrupt)];
  try {
    return await untilEnded(deps, follow, followed);
  } finally {
    for (const each of forget) each();
  }
}

async function untilEnded(deps: PipelineDeps, follow: Follow, followed: Followed): Promise<CallAnswer | null> {
  const { wait } = follow.request;
  const patience = new Patience(wait, deps.inHand);
  const isSpent = followed.claim === "repeat" && followed.approval.deliveredAtMs !== null;
  let { approval } = followed;
  for (;;) {
    // There is nobody left to carry it out: it waits for whoever comes with the ticket.
    if (follow.request.carry && wait.presence.hasLeft) return pendingAnswer(approval, deps.settings.dashboardUrl);
    if (approval.state === "approved") {
      const run = await runApproved(deps, { ...follow, patience }, approval);
      if (run.kind === "answer") return run.answer;
      approval = run.approval;
      continue;
    }
    if (approval.state !== "pending" && approval.state !== "executing") {
      return isSpent ? null : answerEnded(deps, follow, { ...followed, ended: approval });
    }
    if (patience.isOver) return pendingAnswer(await asItIs(deps, approval), deps.settings.dashboardUrl);
    const known = approval;
    const isChanged = await changed(deps, follow, { approval, patience });
    // Whether it is a change, a kill switch or a lost right: what is told next, if anything, is told by the right of now.
    const refused = await patience.until(() => mayNotWait(deps, follow, known), isTold);
    if (refused) return refused;
    if (isChanged) approval = await patience.until(() => readAgain(deps, known));
  }
}

/**
 * As the watch's `changed`, and false once the agent may wait no more. Its connection is kept alive meanwhile. Nothing is
 * awaited at each beat: of thousands who wait that would be the most of what is done.
 */
function changed(
  deps: PipelineDeps,
  { request, watch }: Follow,
  { approval, patience }: { readonly approval: ApprovalView; readonly patience: Patience },
): Promise<boolean> {
  const beat = (): void => request.wait.onHeartbeat("Waiting for a person to approve this call.");
  beat();
  const beating = setInterval(beat, HEARTBEAT_MS);
  const forget = deps.rights.watch(request, (entered) => {
    const refused = refusedBy(entered, approval);
    if (refused && isTold(refused)) watch.interrupt();
  });
  return deps.inHand.waiting(watch.changed(approval, patience.leftMs)).finally(() => {
    clearInterval(beating);
    forget();
  });
}

/** How it ended, for an agent: who waited for it while it was open gets its answer however many waited. */
async function answerEnded(
  deps: PipelineDeps,
  follow: Follow,
  { approval, claim, ended }: Followed & { readonly ended: ApprovalView },
): Promise<CallAnswer> {
  const waited = !isTerminal(approval.state);
  const kept = await collectAnswer(deps, { approval: ended, shard: follow.shard }, waited ? "ticket" : claim);
  if (!kept) return answerOfEnded(ended);
  await noteDelivery(deps, ended);
  return kept;
}

/** Why the agent may not wait for it any more, this instant; null while it may. */
async function mayNotWait(deps: PipelineDeps, { request }: Follow, approval: ApprovalView): Promise<CallAnswer | null> {
  return refusedBy(await enterOf(deps.gate, request), approval);
}

function refusedBy(entered: Entered, approval: ApprovalView): CallAnswer | null {
  if (entered.kind === "refused") return { kind: "refused", refusal: entered.refusal };
  if (entered.kind === "no_session") return { kind: "no_session" };
  if (!mayReach(entered.entry.caller, approval.connectionId)) return { kind: "refused", refusal: unknownTicket() };
  return null;
}

/** Whether it is told that the agent may wait, or that it may not: neither may be known while a store is away. */
function isTold(refused: CallAnswer | null): boolean {
  return refused?.kind !== "refused" || refused.refusal.code !== "platform.decision.unavailable";
}

/** With what was changed while it waited; as it was where that can't be read now. */
function asItIs(deps: PipelineDeps, held: ApprovalView): Promise<ApprovalView> {
  return readAgain(deps, held).catch(() => held);
}

async function readAgain(deps: PipelineDeps, held: ApprovalView): Promise<ApprovalView> {
  const { organizationId, agentId, instanceId, instanceName } = held;
  const principal = { agentId, instanceId, instanceName };
  const approval = await deps.desk.read({ organizationId, approvalId: held.id, principal });
  if (!approval) throw new Error("an approval that was there is gone");
  return approval;
}
