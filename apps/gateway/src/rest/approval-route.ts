import type { IncomingMessage, ServerResponse } from "node:http";
import { type Refusal, refusal } from "@countersign/contracts";
import type { ApprovalView } from "../approvals/approval-desk.ts";
import type { Credential } from "../identity/credential.ts";
import type { McpContext } from "../mcp/mcp-context.ts";
import { approvalUnread, unknownTicket } from "../pipeline/approval-answers.ts";
import { Departure } from "../pipeline/departure.ts";
import { type Held, holdTicket } from "../pipeline/hold-ticket.ts";
import { writeJson, writeProblem } from "../server/problem.ts";

type Context = Pick<McpContext, "gate" | "pipeline" | "challenge" | "leaving">;

/** A request about one approval of the agent that asked for it. */
export interface ApprovalRequestHit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly credential: Credential;
  /** As it stands in the path: checked here. */
  readonly approvalId: string;
}

type Looked = ({ readonly ok: true } & Held) | { readonly ok: false; readonly refusal: Refusal };

const LONGEST_WAIT_S = 240;
/** How often a waiting caller's right to wait is checked anew, ms. */
const LOOK_MS = 4_000;

/**
 * `GET` tells how an approval stands, after up to `wait` seconds while people haven't decided; `DELETE` withdraws it if
 * it hasn't begun to run. Nothing runs here: repeating the call, or its ticket, does that.
 */
export async function answerApproval(context: Context, hit: ApprovalRequestHit): Promise<void> {
  const { request, response } = hit;
  try {
    if (request.method === "GET") return await tell(context, hit);
    if (request.method === "DELETE") return await withdraw(context, hit);
    const detail = "Read an approval with GET; withdraw it with DELETE.";
    return writeProblem(response, refusal("request.target.unknown", detail), { allow: "GET, DELETE" });
  } catch (error) {
    context.pipeline.log.warn({ approvalId: hit.approvalId, error: String(error) }, "an approval couldn't be told");
    writeProblem(response, approvalUnread());
  }
}

async function tell(context: Context, hit: ApprovalRequestHit): Promise<void> {
  const waitS = readWait(hit.request.url ?? "/");
  if (waitS === null) {
    const problem = { path: "wait", message: `Whole seconds from 0 to ${LONGEST_WAIT_S}.` };
    return writeProblem(hit.response, refusal("request.body.invalid", problem.message, { problems: [problem] }));
  }
  const held = await hold(context, hit);
  const told = held.ok && waitS > 0 ? await waitFor(context, hit, { held, waitS }) : held;
  if (!told.ok) return refuse(context, hit, told.refusal);
  // Who asks means to come for it.
  if (told.approval.state === "approved") await context.pipeline.desk.extendPermit(told.ticket);
  writeJson(hit.response, 200, approvalAnswer(context, told.approval));
}

/** The approval as it is once people have decided, the time is over, or the caller or this process leaves. */
async function waitFor(
  context: Context,
  hit: ApprovalRequestHit,
  { held, waitS }: { readonly held: Held; readonly waitS: number },
): Promise<Looked> {
  const deadline = performance.now() + waitS * 1_000;
  const presence = new Departure(context.leaving);
  const leave = (): void => presence.leave();
  hit.response.on("close", leave);
  const { organizationId: org } = held.ticket;
  const watch = await context.pipeline.desk.watch({ org, shard: held.caller.shard });
  const forget = presence.onLeave(() => watch.interrupt());
  try {
    for (let now: Looked = { ok: true, ...held }; ; ) {
      const leftMs = deadline - performance.now();
      if (!now.ok || now.approval.state !== "pending" || leftMs <= 0 || presence.hasLeft) return now;
      const isChanged = await watch.changed(now.approval, Math.min(leftMs, LOOK_MS));
      const refused = await mayNotWait(context, hit);
      if (refused) return { ok: false, refusal: refused };
      // What changes within its state, as an edit does, wakes nobody: the last look tells it.
      if (isChanged || performance.now() >= deadline) now = await hold(context, hit);
    }
  } finally {
    forget();
    watch.close();
    hit.response.off("close", leave);
  }
}

/** Why the caller may not wait any more; null while they may. */
async function mayNotWait({ gate }: Context, { credential }: ApprovalRequestHit): Promise<Refusal | null> {
  const entered = await gate.enter(credential);
  return entered.kind === "refused" ? entered.refusal : null;
}

async function withdraw(context: Context, hit: ApprovalRequestHit): Promise<void> {
  const held = await hold(context, hit);
  if (!held.ok) return refuse(context, hit, held.refusal);
  const approval = await context.pipeline.desk.withdraw(held.ticket);
  if (!approval) return refuse(context, hit, unknownTicket());
  if (approval.state === "cancelled") return writeJson(hit.response, 200, approvalAnswer(context, approval));
  const detail = `It is ${approval.state} and can't be withdrawn any more.`;
  refuse(context, hit, refusal("approval.state.final", detail));
}

async function hold({ pipeline }: Context, { credential, approvalId }: ApprovalRequestHit): Promise<Looked> {
  const holding = await holdTicket(pipeline, { credential, session: null }, approvalId);
  if (holding.ok) return holding;
  const { answer } = holding;
  return { ok: false, refusal: answer.kind === "refused" ? answer.refusal : unknownTicket() };
}

function approvalAnswer({ pipeline }: Context, approval: ApprovalView): object {
  const { id, state, ruleIds, reason, recordId } = approval;
  return {
    id,
    state,
    url: `${pipeline.settings.dashboardUrl}/approvals/${id}`,
    requestedAt: new Date(approval.requestedAtMs).toISOString(),
    expiresAt: new Date(approval.expiresAtMs).toISOString(),
    decidedAt: approval.decidedAtMs === null ? null : new Date(approval.decidedAtMs).toISOString(),
    rules: ruleIds,
    reason,
    recordId,
  };
}

/** Seconds in `?wait=`; 0 where it isn't given, null where it can't be read. */
function readWait(url: string): number | null {
  const text = new URL(url, "http://gateway.invalid").searchParams.get("wait");
  if (text === null) return 0;
  const seconds = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  return seconds <= LONGEST_WAIT_S ? seconds : null;
}

function refuse({ challenge }: Context, { response }: ApprovalRequestHit, why: Refusal): void {
  writeProblem(response, why, why.status === 401 ? { "www-authenticate": challenge } : {});
}
