import { idempotentCallHash } from "@countersign/admission";
import { isJsonObject, parseStrictJson } from "@countersign/core";
import { crashPoint } from "@countersign/telemetry";
import type { ApprovalView, Ticket } from "../approvals/approval-desk.ts";
import { mayReach } from "../identity/caller.ts";
import type { Entry } from "../identity/gate.ts";
import { answerOfEnded } from "./approval-answers.ts";
import type { Call, CallAnswer, CallRequest } from "./call.ts";
import { withLabelsOfNow } from "./decide-anew.ts";
import { type CallDecision, decideCall } from "./decide-call.ts";
import type { Follow } from "./follow-approval.ts";
import { inForwardedForm, makeCall } from "./make-call.ts";
import { operationOf } from "./operation-of.ts";
import type { Patience } from "./patience.ts";
import { performCall } from "./perform-call.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import { requirementHashOf } from "./requirement-hash.ts";

export type RunApproved =
  | { readonly kind: "answer"; readonly answer: CallAnswer }
  /** Somebody else has it, or its time passed: go on from here. */
  | { readonly kind: "moved"; readonly approval: ApprovalView };

/** An approval that this process alone may run now. */
export interface Claimed {
  readonly approval: ApprovalView;
  readonly attempt: number;
}

const MAX_RESTARTS = 8;

/**
 * Runs an approved call exactly once: claim, authenticate and decide again under what is in force now, admit with the
 * permit of this attempt, forward, settle with the answer kept.
 */
export async function runApproved(
  deps: PipelineDeps,
  follow: Follow & { readonly patience: Patience },
  approval: ApprovalView,
): Promise<RunApproved> {
  crashPoint("gateway.before-claim");
  // Tried again although the claim that failed may stand: then this one finds it taken, and waits until it is given back.
  const claimed = await follow.patience.until(() => deps.desk.claim(ticketOf(approval), deps.settings.leaseMs));
  crashPoint("gateway.after-claim");
  if (!claimed.ok) {
    if (claimed.reason === "unknown") throw new Error("an approval that was there is gone");
    return { kind: "moved", approval: claimed.approval };
  }
  return { kind: "answer", answer: await runClaimed(deps, follow, claimed) };
}

/** What a claimed call is run with. */
type Running = Pick<Follow, "request" | "askAnew">;

/** Runs what was claimed, or gives it back, or withdraws it: the answer says which. Rejects when Postgres can't be reached. */
export async function runClaimed(deps: PipelineDeps, follow: Running, claimed: Claimed): Promise<CallAnswer> {
  const startedAt = performance.now();
  const giveBack = async (answer: CallAnswer): Promise<CallAnswer> => {
    const { organizationId, id: approvalId } = claimed.approval;
    const reason = "refusal" in answer ? answer.refusal.code : answer.kind;
    await deps.desk.giveBack({ organizationId, approvalId, attempt: claimed.attempt, reason });
    return answer;
  };
  let version = 0;
  for (let restart = 0; restart < MAX_RESTARTS; restart += 1) {
    const loaded = await deps.gate.load(follow.request.credential, version);
    if (!loaded.ok) return giveBack({ kind: "refused", refusal: loaded.refusal });
    // Another key of the same agent asked for it: this one gives it back as it was.
    if (!mayReach(loaded.entry.caller, claimed.approval.connectionId)) return giveBack({ kind: "unknown_operation" });
    const made = callOf(deps, loaded.entry, { follow, claimed, startedAt });
    if (!made) return withdraw(deps, claimed, "the tool is gone or its definition changed since the approval");
    const call = await withLabelsOfNow(deps, made);
    const verdict = await decideAgain(deps, call, { follow, claimed });
    if (verdict.kind === "answer") return verdict.answer;
    const permit = {
      approvalId: claimed.approval.id,
      attempt: claimed.attempt,
      approvalMs: (claimed.approval.decidedAtMs ?? claimed.approval.requestedAtMs) - claimed.approval.requestedAtMs,
    };
    const performed = await performCall(deps, { call, decision: verdict.decision, permit, grant: null });
    if (performed.kind === "done") {
      if (!performed.value.isAdmitted) return giveBack(performed.value.answer);
      // Nobody is there to hear it: then a plain repeat may still have it.
      if (!follow.request.wait.presence.hasLeft) await noteDelivery(deps, claimed.approval);
      return performed.value.answer;
    }
    version = performed.version;
  }
  throw new Error("the configuration changes faster than it can be read");
}

/** The agent hears the answer in a moment. Failing to note it only leaves the answer to be had once more. */
export async function noteDelivery(deps: PipelineDeps, approval: ApprovalView): Promise<void> {
  await deps.desk.markDelivered(ticketOf(approval)).catch((error: unknown) => {
    deps.log.warn({ approvalId: approval.id, error: String(error) }, "a delivery couldn't be noted");
  });
}

type DecidedAgain =
  | { readonly kind: "run"; readonly decision: CallDecision }
  | { readonly kind: "answer"; readonly answer: CallAnswer };

/** What was approved runs only if the policy as it reads now still lets it, with the votes that were cast. */
async function decideAgain(
  deps: PipelineDeps,
  call: Call,
  { follow, claimed }: { readonly follow: Running; readonly claimed: Claimed },
): Promise<DecidedAgain> {
  const { approval } = claimed;
  const decision = decideCall(call);
  // What was approved is what is sent: rules that would take more out of it now need it to be asked anew.
  if (decision.decision !== "deny" && inForwardedForm(call, decision) !== call) {
    return { kind: "answer", answer: await withdraw(deps, claimed, "what is taken out of its arguments changed") };
  }
  if (decision.decision === "allow") return { kind: "run", decision };
  if (decision.decision === "deny") {
    return { kind: "answer", answer: await withdraw(deps, claimed, `the policy now denies it: ${decision.message}`) };
  }
  const isSame = requirementHashOf(deps, decision) === approval.requirementHash && showedLabelsOf(call, approval);
  if (isSame && (await deps.desk.isStillApproved(ticketOf(approval)))) return { kind: "run", decision };
  await withdraw(
    deps,
    claimed,
    "the rules that ask or the session's labels changed, or a voter may no longer vote; it is asked anew",
  );
  const asked = await follow.askAnew(call, { decision, linkedFromId: approval.id });
  if (asked.kind === "stale") throw new Error("the configuration changed while an approval was asked anew");
  return { kind: "answer", answer: asked.value };
}

/** People voted on what they were shown: a label that the session has gained since is news to them. */
function showedLabelsOf({ sessionLabels }: Call, approval: ApprovalView): boolean {
  return (sessionLabels ?? []).every((label) => approval.labels.includes(label));
}

async function withdraw(deps: PipelineDeps, claimed: Claimed, reason: string): Promise<CallAnswer> {
  const { organizationId, id: approvalId } = claimed.approval;
  await deps.desk.cancel({ organizationId, approvalId, attempt: claimed.attempt, reason });
  return answerOfEnded({ ...claimed.approval, state: "cancelled", reason });
}

/** The approval's own principal: whoever comes was matched against it before. */
function ticketOf(approval: ApprovalView): Ticket {
  const { organizationId, id: approvalId, agentId, instanceId, instanceName } = approval;
  return { organizationId, approvalId, principal: { agentId, instanceId, instanceName } };
}

interface Particulars {
  readonly follow: Running;
  readonly claimed: Claimed;
  readonly startedAt: number;
}

/** The approved call again, from what was stored: the very bytes that people saw. */
function callOf(deps: PipelineDeps, entry: Entry, particulars: Particulars): Call | null {
  const { follow, claimed, startedAt } = particulars;
  const { approval, attempt } = claimed;
  const operation = operationOf(entry.snapshot, approval);
  const parsed = parseStrictJson(approval.argumentsText);
  if (!operation || operation.definitionHash !== approval.definitionHash) return null;
  if (!parsed.ok || !isJsonObject(parsed.value)) return null;
  const request: CallRequest = {
    ...follow.request,
    find: () => operation,
    arguments: parsed.value,
    agentReason: approval.agentReason,
  };
  const call = makeCall(deps, { entry, request, id: `${approval.id}.${attempt}`, startedAt, operation });
  // Its key stands for the call as the agent sent it, which people may have changed since.
  const callHash = idempotentCallHash(operation.fullName, approval.argumentsHash);
  const keyHash = approval.idempotencyHash;
  return { ...call, idempotent: keyHash === null ? null : { keyHash, callHash } };
}
