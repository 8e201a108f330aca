import { newId, refusal } from "@countersign/contracts";
import type { Entry } from "../identity/gate.ts";
import { standingRefusal } from "../identity/standing-refusal.ts";
import { askPeople } from "./ask-people.ts";
import { type Attempt, type Call, type CallAnswer, type CallRequest, done, type SessionClaim } from "./call.ts";
import { type CallDecision, decideCall } from "./decide-call.ts";
import { grantFor } from "./granted-call.ts";
import { answerRepeat } from "./idempotent-call.ts";
import { inForwardedForm, makeCall } from "./make-call.ts";
import { performCall } from "./perform-call.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import { denialRefusal, overloadedRefusal, refuseCall } from "./refuse-call.ts";
import { standingOfEntry } from "./standing.ts";

const MAX_RESTARTS = 8;
const RETRY_MS = 1_000;

/**
 * The life of a call: authenticate, identify, decide, ask people if a rule wants it, admit, forward, settle, answer.
 * When the snapshot turns out to be behind it starts over from the credential. It never throws for what a caller or
 * an upstream does.
 */
export async function runCall(deps: PipelineDeps, request: CallRequest): Promise<CallAnswer> {
  const answer = await deps.inHand.take(() => restarting(deps, request));
  return answer ?? { kind: "refused", refusal: overloadedRefusal(RETRY_MS) };
}

async function restarting(deps: PipelineDeps, request: CallRequest): Promise<CallAnswer> {
  const startedAt = performance.now();
  const id = newId("call");
  let version = 0;
  for (let restart = 0; restart < MAX_RESTARTS; restart += 1) {
    const loaded = await deps.gate.load(request.credential, version);
    if (!loaded.ok) return { kind: "refused", refusal: loaded.refusal };
    const operation = request.find(loaded.entry);
    const attempt = operation
      ? await attemptCall(deps, makeCall(deps, { entry: loaded.entry, request, id, startedAt, operation }))
      : await unknownOperation(deps, loaded.entry, request.session);
    if (attempt.kind === "done") return attempt.value;
    version = attempt.version;
  }
  const detail = "The configuration changes faster than it can be read. Nothing ran; try again in a moment.";
  return { kind: "refused", refusal: refusal("platform.decision.unavailable", detail, { retryAfterMs: RETRY_MS }) };
}

async function attemptCall(deps: PipelineDeps, decided: Call): Promise<Attempt<CallAnswer>> {
  const repeated = await answerRepeat(deps, decided);
  if (repeated) return repeated;
  const decision = decideCall(decided);
  const call = inForwardedForm(decided, decision);
  switch (decision.decision) {
    case "deny":
      return refuseDenied(deps, call, decision);
    case "require_approval":
      return (await throughGrants(deps, call, decision)) ?? askPeople(deps, call, { decision, linkedFromId: null });
    case "allow": {
      const performed = await performCall(deps, { call, decision, permit: null, grant: null });
      return performed.kind === "stale" ? performed : done(performed.value.answer);
    }
  }
}

/** Runs the call under a grant that has room for it; null where none has, so that people are asked. */
async function throughGrants(
  deps: PipelineDeps,
  call: Call,
  decision: CallDecision,
): Promise<Attempt<CallAnswer> | null> {
  const spent = new Set<string>();
  for (;;) {
    const grant = grantFor(deps, call, { decision, spent });
    if (!grant) return null;
    const performed = await performCall(deps, { call, decision, permit: null, grant });
    if (performed.kind === "stale") return performed;
    if (!performed.value.isGrantSpent) return done(performed.value.answer);
    spent.add(grant.id);
  }
}

async function refuseDenied(deps: PipelineDeps, call: Call, decision: CallDecision): Promise<Attempt<CallAnswer>> {
  const why = denialRefusal(decision);
  const refused = await refuseCall(deps, { call, decision }, { refusal: why, outcome: "denied" });
  const configured = decision.respond;
  if (refused.kind === "stale") return refused;
  const { value } = refused;
  // Recorded for the organization, and told as a tool that isn't there: a stolen key learns nothing of other connections.
  const isHidden = value.kind === "refused" && value.refusal.code === "auth.key.restricted";
  if (isHidden) return done({ kind: "unknown_operation" });
  if (configured === null) return refused;
  // The configured answer replaces only the refusal of the rule, never one of the platform.
  const isRules = value.kind === "refused" && value.refusal.code === why.code;
  return isRules ? done({ kind: "responded", text: configured.text, refusal: value.refusal }) : refused;
}

/** "No such tool" is said only from a snapshot that is in force: it may have been added a second ago. */
async function unknownOperation(
  deps: PipelineDeps,
  entry: Entry,
  session: SessionClaim | null,
): Promise<Attempt<CallAnswer>> {
  const verdict = await deps.admission.check(standingOfEntry(entry, session));
  if (verdict.kind === "STALE") return { kind: "stale", version: verdict.version };
  if (verdict.kind === "OK") return done({ kind: "unknown_operation" });
  return done(
    verdict.kind === "NO_SESSION" ? { kind: "no_session" } : { kind: "refused", refusal: standingRefusal(verdict) },
  );
}
