import type { LimitUse, SettleItem } from "@countersign/admission";
import { refusal } from "@countersign/contracts";
import type { CalendarWindow } from "@countersign/core";
import { crashPoint } from "@countersign/telemetry";
import { actualCharge } from "./actual-charge.ts";
import type { Call, CallAnswer } from "./call.ts";
import { callRecord } from "./call-record.ts";
import type { Forwarded } from "./forward-call.ts";
import { outcomeSubject } from "./idempotent-call.ts";
import { keepAnswer } from "./kept-answer.ts";
import { limitTouches } from "./limit-uses.ts";
import type { Passage } from "./perform-call.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

interface Returned {
  readonly forwarded: Forwarded;
  readonly uses: readonly LimitUse[];
  /** The window each limit was counted in. */
  readonly windows: readonly (CalendarWindow | null)[];
}

/** How long an answer is kept for the agent that comes with its ticket, ms. */
const ANSWER_KEPT_MS = 24 * 3_600_000;

/** Writes the record and gives back what wasn't used. Only when that is done does the answer go out. */
export async function settleCall(deps: PipelineDeps, passage: Passage, returned: Returned): Promise<CallAnswer> {
  const { call, decision, permit, grant } = passage;
  const { forwarded } = returned;
  const { costMicros, ...charge } = actualCharge(call, decision, forwarded);
  const record = callRecord(call, decision, {
    reservedMicros: decision.reserveMicros,
    costMicros,
    // What was given back must not be counted again when counters are rebuilt.
    limits: forwarded.isNothingSent ? [] : limitTouches(returned.uses, returned.windows, costMicros),
    ...forwarded.ending,
    ...charge,
    ...(grant && { grant }),
    ...(permit && { approvalMs: permit.approvalMs, approval: { id: permit.approvalId, attempt: permit.attempt } }),
  });
  const answer: CallAnswer =
    forwarded.answer.kind === "result"
      ? { kind: "result", raw: forwarded.answer.raw, recordId: record.id }
      : { kind: "refused", refusal: { ...forwarded.answer.refusal, recordId: record.id, rules: [...decision.rules] } };
  const item: SettleItem = {
    org: call.caller.organizationId,
    shard: call.caller.shard,
    callId: call.id,
    record: JSON.stringify(record),
    actualMicros: costMicros,
    ...(forwarded.isNothingSent && { isNothingSent: true }),
    ...(charge.overrun && { holds: call.operation.id }),
    ...(call.idempotent && !forwarded.isNothingSent && { outcome: sealOutcome(deps, call, answer) }),
    ...(permit && {
      answer: keepAnswer(deps.answers, { call, approvalId: permit.approvalId, answer, ttlMs: ANSWER_KEPT_MS }),
    }),
  };
  return (await isSettled(deps, item)) ? answer : reconciling(record.id);
}

async function isSettled(deps: PipelineDeps, item: SettleItem): Promise<boolean> {
  const verdict = await deps.admission.settle(item);
  crashPoint("gateway.after-settle");
  if (verdict.kind === "SETTLED_NOW" || verdict.kind === "SETTLED") return true;
  if (verdict.kind === "ORPHANED") {
    const { answer: _kept, outcome: _outcome, ...amendment } = item;
    const amended = await deps.admission.amend(amendment);
    if (amended.kind === "SETTLED_NOW" || amended.kind === "SETTLED") return true;
  }
  deps.log.warn({ callId: item.callId, verdict: verdict.kind }, "a call couldn't be settled");
  return false;
}

/** For whoever sends the call again under its key. */
function sealOutcome(deps: PipelineDeps, call: Call, answer: CallAnswer): string {
  if (!call.idempotent) throw new Error("an outcome is kept only for a call with a key");
  const approvalId = outcomeSubject(call.idempotent);
  return keepAnswer(deps.answers, { call, approvalId, answer, ttlMs: ANSWER_KEPT_MS }).sealed;
}

function reconciling(recordId: string): CallAnswer {
  const detail = "The call ran, but its record couldn't be confirmed and is being reconciled. Do not repeat it.";
  return { kind: "refused", refusal: refusal("call.outcome.unknown", detail, { recordId }) };
}
