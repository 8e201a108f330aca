import { type CallRecord, type Outcome, type Refusal, refusal } from "@countersign/contracts";
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
  const standing = { ...standingOfDecided(call), ...(refused.isKilled && { killKeys: [] }) };
  const shared = refused.outcome === "denied" && !refused.approval ? deps.folds.note(record) : null;
  crashPoint("gateway.before-record");
  const verdict =
    shared === null
      ? await deps.admission.record({
          // A call id stands for one record: an attempt that was given back may be refused and tried again.
          callId: refused.approval ? `${call.id}.${record.id}` : call.id,
          record: JSON.stringify(record),
          ...standing,
        })
      : await deps.admission.check(standing);
  crashPoint("gateway.after-record");
  if (isOutdated(verdict)) return decideAnew(deps, call, verdict);
  switch (verdict.kind) {
    case "OK": {
      const recordId = shared === null ? record.id : share(deps, { shared, call, record });
      return done({ kind: "refused", refusal: { ...refused.refusal, recordId } });
    }
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

/** Counts a denial in the record it shares with its like; answers that one's id. */
function share(
  deps: PipelineDeps,
  { shared, call, record }: { readonly shared: string; readonly call: Call; readonly record: CallRecord },
): string {
  const { organizationId: org, shard } = call.caller;
  return deps.folds.add(shared, { place: { org, shard }, record, version: call.snapshot.version });
}

/** The refusal of a call that the policy denies. */
export function denialRefusal(decision: CallDecision): Refusal {
  return refusal(decision.refusalCode ?? "policy.default.denied", decision.message, { rules: [...decision.rules] });
}

export function overloadedRefusal(retryAfterMs: number): Refusal {
  const detail = "As much work as can be taken is in hand; nothing ran. Try again after the time given.";
  return refusal("platform.capacity.reached", detail, { retryAfterMs });
}
