import { refusal } from "@countersign/contracts";
import { argumentSummary } from "@countersign/core";
import type { Decision } from "@countersign/policy";
import type { ApprovalRequest } from "../approvals/approval-desk.ts";
import { standingRefusal } from "../identity/standing-refusal.ts";
import { type Attempt, type Call, type CallAnswer, done } from "./call.ts";
import { decideAnew, isOutdated } from "./decide-anew.ts";
import { type Follow, followApproval } from "./follow-approval.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import { principalOf } from "./principal.ts";
import { refuseCall } from "./refuse-call.ts";
import { requirementHashOf } from "./requirement-hash.ts";
import { standingOfDecided, stoppableOf } from "./standing.ts";

/** How often a call may meet an earlier one that is about to end. */
const MAX_REQUESTS = 3;

const CROWDED_RETRY_MS = 60_000;

interface Asked {
  readonly decision: Decision;
  /** The approval this one replaces; null for a call that asks for the first time. */
  readonly linkedFromId: string | null;
}

/** Asks people to countersign a call, and waits with the agent as long as its surface can. */
export async function askPeople(deps: PipelineDeps, call: Call, asked: Asked): Promise<Attempt<CallAnswer>> {
  const verdict = await deps.admission.check(standingOfDecided(call));
  if (isOutdated(verdict)) return decideAnew(deps, call, verdict);
  if (verdict.kind === "NO_SESSION") return done({ kind: "no_session" });
  if (verdict.kind !== "OK") return done({ kind: "refused", refusal: standingRefusal(verdict) });
  if (!asked.decision.approval)
    return done({ kind: "refused", refusal: unasked("The rules ask for an approval that nobody can give.") });
  const { organizationId, shard } = call.caller;
  const watch = await deps.desk.watch({ org: organizationId, shard });
  try {
    const follow: Follow = {
      request: call.request,
      watch,
      shard,
      stoppable: stoppableOf(call),
      askAnew: (...again) => askPeople(deps, ...again),
    };
    for (let tries = 0; tries < MAX_REQUESTS; tries += 1) {
      const approval = await deps.desk.request(
        approvalRequest(deps, call, { ...asked, requirement: asked.decision.approval }),
        deps.settings.maxPendingPerAgent,
      );
      if (!approval)
        return refuseCall(deps, { call, decision: asked.decision }, { refusal: crowded(deps), outcome: "limited" });
      const answer = await followApproval(deps, follow, { approval, claim: "repeat" });
      if (answer) return done(answer);
    }
    return done({ kind: "refused", refusal: unasked("Identical calls keep ending before this one can be asked for.") });
  } catch (error) {
    deps.log.warn({ callId: call.id, error: String(error) }, "an approval couldn't be asked for");
    return done({ kind: "refused", refusal: unasked("The approval can't be stored now.") });
  } finally {
    watch.close();
  }
}

interface Required extends Asked {
  readonly requirement: NonNullable<Decision["approval"]>;
}

function approvalRequest(deps: PipelineDeps, call: Call, asked: Required): ApprovalRequest {
  const { caller, operation, request, snapshot } = call;
  const { decision, requirement } = asked;
  return {
    organizationId: caller.organizationId,
    principal: principalOf(call),
    agentTitle: caller.agent.title,
    connectionId: operation.connection.id,
    connectionName: operation.connection.name,
    operationName: operation.name,
    definitionHash: operation.definitionHash,
    surface: request.surface,
    argumentsText: call.argumentsText,
    argumentsHash: call.argumentsHash,
    forwardedHash: call.forwardedHash,
    priceMicros: decision.reserveMicros,
    summary: argumentSummary(operation.inputSchema, call.forwarded),
    labels: call.sessionLabels ?? [],
    agentReason: request.agentReason,
    policyVersion: snapshot.policyVersion,
    ruleIds: decision.rules,
    requirement,
    requirementHash: requirementHashOf(deps, decision),
    runMode: runModeOf(request, requirement.run),
    idempotencyHash: call.idempotent?.keyHash ?? null,
    linkedFromId: asked.linkedFromId,
  };
}

/** What its caller carries out can only run when the caller comes for it. */
function runModeOf({ carry, wait }: Call["request"], asked: ApprovalRequest["runMode"] | null | undefined) {
  if (carry) return "on_claim";
  return asked ?? (wait.isTask ? "on_approval" : "on_claim");
}

function crowded({ settings }: PipelineDeps) {
  const most = settings.maxPendingPerAgent;
  const detail = `${most} calls of this agent wait for people already, which is the most; this one wasn't asked about and didn't run.`;
  return refusal("approval.request.crowded", detail, { retryAfterMs: CROWDED_RETRY_MS });
}

function unasked(detail: string) {
  return refusal("platform.decision.unavailable", `${detail} Nothing ran; try again in a moment.`, {
    retryAfterMs: 2_000,
  });
}
