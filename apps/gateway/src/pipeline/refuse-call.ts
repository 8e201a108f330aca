import { type Outcome, type Refusal, refusal } from "@countersign/contracts";
import type { Decision } from "@countersign/policy";
import { crashPoint } from "@countersign/telemetry";
import { standingRefusal } from "../identity/standing-refusal.ts";
import { type Attempt, type Call, type CallAnswer, done } from "./call.ts";
import { callRecord } from "./call-record.ts";
import { decideAnew, isOutdated } from "./decide-anew.ts";
import type { CallDecision } from "./decide-call.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import { standingOfDecided } from "./standing.ts";

interface Refused {
  readonly refusal: Refusal;
  readonly outcome: Outcome;
  readonly approval?: { readonly id: string; readonly attempt: number };
  /** True when a kill switch is what refuses: the record must pass it. */
  readonly isKilled?: boolean;
}

/** Ends a call that doesn't run: the refusal is recorded before it is told. */
export async function refuseCall(
  deps: PipelineDeps,
  ended: { readonly call: Call; readonly decision: Decision },
  refused: Refused,
): Promise<Attempt<CallAnswer>> {
  const { call, decision } = ended;
  const record = callRecord(call, decision, {
    outcome: refused.outcome,
    errorCode: refused.refusal.code,
    errorDetail: refused.refusal.detail,
    ...(refused.approval && { approval: refused.approval }),
  });
  crashPoint("gateway.before-record");
  const verdict = await deps.admission.record({
    // A call id stands for one record: an attempt that was given back may be refused and tried again.
    callId: refused.approval ? `${call.id}.${record.id}` : call.id,
    record: JSON.stringify(record),
    ...standingOfDecided(call),
    ...(refused.isKilled && { killKeys: [] }),
  });
  crashPoint("gateway.after-record");
  if (isOutdated(verdict)) return decideAnew(deps, call, verdict);
  switch (verdict.kind) {
    case "OK":
      return done({ kind: "refused", refusal: { ...refused.refusal, recordId: record.id } });
    case "NO_SESSION":
      return done({ kind: "no_session" });
    case "KILLED":
      return refuseCall(deps, ended, { ...refused, refusal: standingRefusal(verdict), isKilled: true });
    case "OVERLOADED":
      return done({ kind: "refused", refusal: overloadedRefusal(verdict.retryAfterMs) });
    default:
      return done({ kind: "refused", refusal: standingRefusal(verdict) });
  }
}

/** The refusal of a call that the policy denies. */
export function denialRefusal(decision: CallDecision): Refusal {
  return refusal(decision.refusalCode ?? "policy.default.denied", decision.message, { rules: [...decision.rules] });
}

export function overloadedRefusal(retryAfterMs: number): Refusal {
  const detail = "As much work as can be taken is in hand; nothing ran. Try again after the time given.";
  return refusal("platform.capacity.reached", detail, { retryAfterMs });
}
