import type { IncomingMessage, ServerResponse } from "node:http";
import { type Refusal, refusal } from "@countersign/contracts";
import type { JsonObject, JsonValue } from "@countersign/core";
import type { Credential } from "../identity/credential.ts";
import type { McpContext } from "../mcp/mcp-context.ts";
import { approvalUnread } from "../pipeline/approval-answers.ts";
import type { CallAnswer, CallRequest, LetThrough } from "../pipeline/call.ts";
import { Departure } from "../pipeline/departure.ts";
import { followTicket } from "../pipeline/follow-ticket.ts";
import { holdTicket } from "../pipeline/hold-ticket.ts";
import { runCall } from "../pipeline/run-call.ts";
import { writeJson, writeProblem } from "../server/problem.ts";
import { type Asked, readAsked, readReport } from "./decision-request.ts";
import type { HandedCalls } from "./handed-calls.ts";
import type { OutcomeRelay } from "./outcome-relay.ts";

/** What the routes of decisions work with. */
export interface DecisionContext extends Pick<McpContext, "gate" | "pipeline" | "challenge" | "leaving"> {
  readonly handed: HandedCalls;
  readonly outcomes: OutcomeRelay;
}

const RETRY_MS = 1_000;

/** One request, its body read and its credential well-formed. */
export interface DecisionHit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly credential: Credential;
  readonly body: Buffer;
}

/**
 * `POST /v1/decisions`: whether a call may be carried out by whoever asks, who is then to say what came of it. What it
 * may cost is set aside from now on. A call that needs people is waited for as long as `Prefer: wait` says.
 */
export async function answerDecision(context: DecisionContext, hit: DecisionHit): Promise<void> {
  const asked = readAsked(hit.request, hit.body);
  if (!asked.ok) return refuse(context, hit, await whoAsks(context, hit, asked.refusal));
  const { value } = asked;
  const presence = new Departure(context.leaving);
  const leave = (): void => presence.leave();
  hit.response.once("close", leave);
  const handing = handOver(context, value);
  try {
    const answer = decide(context, requestOf(hit, value, { presence, carry: handing.carry }), value);
    handing.endsWith(answer);
    const first = await Promise.race([handing.call, answer]);
    if (value.waitMs > 0) hit.response.setHeader("preference-applied", `wait=${value.waitMs / 1_000}`);
    if ("callId" in first) return writeJson(hit.response, 200, letThrough(first, value));
    tell(context, hit, first);
  } finally {
    hit.response.off("close", leave);
  }
}

/** `POST /v1/decisions/{id}/outcome`: what came of a call that was let through. */
export async function answerOutcome(
  context: DecisionContext,
  hit: DecisionHit & { readonly callId: string },
): Promise<void> {
  const entered = await context.gate.enter(hit.credential);
  if (entered.kind === "refused") return refuse(context, hit, entered.refusal);
  if (entered.kind === "no_session") throw new Error("a session was asked for that nobody named");
  const report = readReport(hit.body);
  if (!report.ok) return refuse(context, hit, report.refusal);
  const { agent, instance, organizationId, shard } = entered.entry.caller;
  const principal = { agentId: agent.id, instance: instance.id ?? instance.name };
  const place = { org: organizationId, shard };
  const verdict = await context.outcomes.report(place, { callId: hit.callId, principal, told: report.value });
  if (verdict.kind === "other") {
    const detail = "Something else was said of this call before. What was said first is what was recorded.";
    return refuse(context, hit, refusal("call.outcome.final", detail));
  }
  if (verdict.kind === "unknown") {
    const detail = "No call of yours with this id waits for its outcome: it was told already, or not in time.";
    return refuse(context, hit, refusal("call.reservation.unknown", detail));
  }
  if (verdict.kind === "unasked") return refuse(context, hit, unpassed());
  const { answer } = verdict;
  if (answer.kind !== "result") return tell(context, hit, answer);
  const { recordId, raw } = answer;
  writeJson(hit.response, 200, { id: hit.callId, recordId, result: parsed(raw) });
}

/** Which gateway holds the call can't be told now. */
function unpassed(): Refusal {
  const detail = "What came of this call can't be passed on now. Nothing of it is lost: say it again in a moment.";
  return refusal("platform.decision.unavailable", detail, { retryAfterMs: RETRY_MS });
}

/** What broke on our side after a call was let through: its lease ends it as unknown. */
function unsettled(): CallAnswer {
  const detail = "The call was let through, but its outcome couldn't be recorded. Do not repeat it.";
  return { kind: "refused", refusal: refusal("call.outcome.unknown", detail) };
}

/** A bad credential is told before a bad body. */
async function whoAsks({ gate }: DecisionContext, { credential }: DecisionHit, otherwise: Refusal): Promise<Refusal> {
  const entered = await gate.enter(credential);
  return entered.kind === "refused" ? entered.refusal : otherwise;
}

/** Hands the call over when it is admitted, and lets the pipeline's end be known to whoever reports. */
function handOver({ handed }: DecisionContext, { holdMs }: Asked) {
  let hand: (call: LetThrough) => void = () => {};
  const call = new Promise<LetThrough>((resolve) => {
    hand = resolve;
  });
  return {
    call,
    carry: handed.carry(holdMs, hand),
    endsWith: (answer: Promise<CallAnswer>): void => {
      void call.then(async ({ callId }) => handed.settled(callId, await answer.catch(unsettled)));
    },
  };
}

async function decide(
  { pipeline }: DecisionContext,
  request: Omit<CallRequest, "find">,
  asked: Asked,
): Promise<CallAnswer> {
  if (asked.kind === "call") {
    const find: CallRequest["find"] = ({ snapshot }) =>
      snapshot.operations.find(({ fullName }) => fullName === asked.operation) ?? null;
    return runCall(pipeline, { ...request, find });
  }
  try {
    const holding = await holdTicket(pipeline, request, asked.approvalId);
    return holding.ok ? await followTicket(pipeline, request, holding) : holding.answer;
  } catch (error) {
    pipeline.log.warn({ approvalId: asked.approvalId, error: String(error) }, "an approval couldn't be followed");
    return { kind: "refused", refusal: approvalUnread() };
  }
}

function requestOf(
  { credential }: DecisionHit,
  asked: Asked,
  { presence, carry }: { readonly presence: Departure; readonly carry: NonNullable<CallRequest["carry"]> },
): Omit<CallRequest, "find"> {
  const args: JsonObject = asked.kind === "call" ? asked.arguments : {};
  return {
    credential,
    surface: "sdk",
    arguments: args,
    client: { name: null, version: null },
    session: null,
    agentReason: asked.kind === "call" ? asked.reason : null,
    idempotencyKey: asked.idempotencyKey,
    wait: { ticketAfterMs: asked.waitMs, isTask: false, onHeartbeat: () => {}, presence },
    cancel: new AbortController(),
    carry,
  };
}

function letThrough({ callId, operation, argumentsText, rules }: LetThrough, { holdMs }: Asked): object {
  return {
    decision: "allow",
    id: callId,
    operation,
    arguments: parsed(argumentsText),
    rules,
    outcomeUrl: `/v1/decisions/${callId}/outcome`,
    outcomeDueAt: new Date(Date.now() + holdMs).toISOString(),
  };
}

/** An answer that lets nothing through, in HTTP's words. */
function tell(context: DecisionContext, hit: DecisionHit, answer: CallAnswer): void {
  const { response } = hit;
  switch (answer.kind) {
    case "pending":
      response.setHeader("location", `/v1/approvals/${answer.approval.id}`);
      writeJson(response, 202, answer.refusal);
      break;
    case "responded": {
      const { code, rules, recordId } = answer.refusal;
      writeJson(response, 200, { decision: "respond", text: answer.text, code, rules, recordId });
      break;
    }
    case "result":
      writeJson(response, 200, { decision: "ran", recordId: answer.recordId, result: parsed(answer.raw) });
      break;
    case "refused":
      refuse(context, hit, answer.refusal);
      break;
    case "unknown_operation":
      refuse(context, hit, refusal("call.tool.unknown", "There is no such operation on your connections."));
      break;
    case "no_session":
      throw new Error("a session was asked for that nobody named");
  }
}

function refuse({ challenge }: DecisionContext, { response }: DecisionHit, why: Refusal): void {
  writeProblem(response, why, why.status === 401 ? { "www-authenticate": challenge } : {});
}

function parsed(text: string): JsonValue {
  return JSON.parse(text);
}
