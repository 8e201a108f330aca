import type { AdmitVerdict, CheckVerdict, RecordVerdict } from "@countersign/admission";
import type { Attempt, Call } from "./call.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import { standingOfDecided } from "./standing.ts";

type Verdict = AdmitVerdict | CheckVerdict | RecordVerdict;
type Outdated = Extract<Verdict, { kind: "STALE" | "RELABEL" }>;

/** Whether a decision no longer holds: the snapshot is behind, or the session has other labels by now. */
export function isOutdated(verdict: Verdict): verdict is Outdated {
  return verdict.kind === "STALE" || verdict.kind === "RELABEL";
}

/** The call starts over, from what is in force now. */
export function decideAnew(
  deps: Pick<PipelineDeps, "labels">,
  call: Call,
  verdict: Outdated,
): Extract<Attempt<never>, { kind: "stale" }> {
  if (verdict.kind === "STALE") return { kind: "stale", version: verdict.version };
  deps.labels.note(call.caller.organizationId, call.policySession, verdict.labels);
  return { kind: "stale", version: call.snapshot.version };
}

/**
 * The call with the labels its session has now, for a decision that does something before admission could correct it.
 * What can't be asked is left to admission.
 */
export async function withLabelsOfNow(deps: PipelineDeps, call: Call): Promise<Call> {
  if (!call.sessionLabels) return call;
  const verdict = await deps.admission.check(standingOfDecided(call));
  if (verdict.kind !== "RELABEL") return call;
  deps.labels.note(call.caller.organizationId, call.policySession, verdict.labels);
  return { ...call, sessionLabels: verdict.labels };
}
