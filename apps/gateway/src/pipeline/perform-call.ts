import { type Admitted, type AdmitVerdict, type LimitUse, nearEdge } from "@countersign/admission";
import type { CalendarWindow } from "@countersign/core";
import type { Decision } from "@countersign/policy";
import { crashPoint } from "@countersign/telemetry";
import { standingRefusal } from "../identity/standing-refusal.ts";
import type { GrantEntry } from "../snapshot/gateway-snapshot.ts";
import { type Attempt, type Call, type CallAnswer, done } from "./call.ts";
import { callRecord } from "./call-record.ts";
import { carryOut } from "./carry-out.ts";
import { decideAnew, isOutdated } from "./decide-anew.ts";
import { forwardCall } from "./forward-call.ts";
import { grantUse } from "./granted-call.ts";
import { answerRepeat } from "./idempotent-call.ts";
import { limitRefusal } from "./limit-refusal.ts";
import { limitTouches, limitUses } from "./limit-uses.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import { overloadedRefusal, refuseCall } from "./refuse-call.ts";
import type { RunningCall } from "./running-calls.ts";
import { settleCall } from "./settle-call.ts";
import { standingOfDecided, stoppableOf } from "./standing.ts";

/** The right of one attempt of an approved call. */
export interface Permit {
  readonly approvalId: string;
  readonly attempt: number;
  /** How long people took, ms. */
  readonly approvalMs: number;
}

export interface Performed {
  readonly answer: CallAnswer;
  /** False when it was refused at admission: a permit, if there is one, was not used. */
  readonly isAdmitted: boolean;
  /** The grant had no call or no time left: people have to be asked. */
  readonly isGrantSpent?: true;
}

/** A call on its way through admission, forwarding and settling. */
export interface Passage {
  readonly call: Call;
  readonly decision: Decision;
  readonly permit: Permit | null;
  /** What lets it through in place of people; null where nobody need be asked, or they were. */
  readonly grant: GrantEntry | null;
}

/** The script's clock may disagree with ours on which window it is: then the windows are computed again. */
const MAX_CLOCK_TRIES = 3;
const REPEATED_RETRY_MS = 500;

/** Admits, forwards and settles a call that may run. A kill switch pulled meanwhile aborts it. */
export async function performCall(deps: PipelineDeps, passage: Passage): Promise<Attempt<Performed>> {
  const { call } = passage;
  const running = deps.running.start(stoppableOf(call), call.request.cancel);
  try {
    return await perform(deps, passage, running);
  } finally {
    running.end();
  }
}

async function perform(deps: PipelineDeps, passage: Passage, running: RunningCall): Promise<Attempt<Performed>> {
  const { call, decision, grant } = passage;
  let nowMs = Date.now();
  for (let tries = 0; tries < MAX_CLOCK_TRIES; tries += 1) {
    const uses = limitUses(decision.limits, call.caller, {
      reserveMicros: decision.reserveMicros,
      timeZones: call.snapshot.timeZones,
      nowMs,
    });
    if (grant) uses.push(grantUse(grant, call.caller.organizationId));
    crashPoint("gateway.before-admit");
    const verdict = await admit(deps, passage, { uses, nowMs });
    crashPoint("gateway.after-admit");
    if (verdict.kind === "OK") {
      if (call.sessionLabels) noteLabels(deps, passage);
      return done({ answer: await run(deps, passage, { uses, admitted: verdict, running }), isAdmitted: true });
    }
    if (isOutdated(verdict)) return decideAnew(deps, call, verdict);
    if (verdict.kind !== "CLOCK") return notAdmitted(deps, passage, { verdict, nowMs });
    nowMs = verdict.nowMs;
    if (grant && nowMs >= (grant.window.endMs ?? 0)) return grantSpent();
  }
  const answer = standingRefusal({ kind: "UNAVAILABLE", reason: "clock" });
  return done({ answer: { kind: "refused", refusal: answer }, isAdmitted: false });
}

/** Spares the session's next call from deciding twice. */
function noteLabels(deps: PipelineDeps, { call, decision }: Passage): void {
  const labels = decision.labels.map(({ label }) => label);
  deps.labels.add(call.caller.organizationId, call.policySession, labels);
}

function admit(
  deps: PipelineDeps,
  passage: Passage,
  { uses, nowMs }: { readonly uses: readonly LimitUse[]; readonly nowMs: number },
): Promise<AdmitVerdict> {
  const { call, decision, permit } = passage;
  const presentWindows = uses.map((use) => ("windows" in use ? use.windows.present : null));
  const edge = nearEdge(uses, nowMs);
  return deps.admission.admit({
    callId: call.id,
    limits: uses,
    leaseMs: deps.settings.leaseMs,
    unknownRecord: unknownRecord(passage, uses, presentWindows),
    ...(edge && { afterEdge: { atMs: edge.atMs, unknownRecord: unknownRecord(passage, uses, edge.windows) } }),
    ...(call.idempotent && { idempotent: call.idempotent }),
    ...(permit && { permit: { approvalId: permit.approvalId, attempt: permit.attempt } }),
    ...standingOfDecided(call, decision.labels),
  });
}

/** The record that stands for the call while it is out, counted in these windows. */
function unknownRecord(
  { call, decision, permit, grant }: Passage,
  uses: readonly LimitUse[],
  windows: readonly (CalendarWindow | null)[],
): string {
  const record = callRecord(call, decision, {
    outcome: "unknown",
    errorCode: "call.outcome.unknown",
    errorDetail: "The gateway that sent the call was lost before it heard the outcome.",
    reservedMicros: decision.reserveMicros,
    costMicros: decision.reserveMicros,
    limits: limitTouches(uses, windows, decision.reserveMicros),
    ...(grant && { grant }),
    ...(permit && { approval: { id: permit.approvalId, attempt: permit.attempt } }),
  });
  return JSON.stringify(record);
}

async function run(
  deps: PipelineDeps,
  passage: Passage,
  room: { readonly uses: readonly LimitUse[]; readonly admitted: Admitted; readonly running: RunningCall },
): Promise<CallAnswer> {
  const { call } = passage;
  const { admitted, uses, running } = room;
  const place = { org: call.caller.organizationId, shard: call.caller.shard };
  deps.leases.hold(call.id, place, admitted.leaseEndsMonotonicMs);
  const { leaseEndsMonotonicMs } = admitted;
  const way = { leaseEndsMonotonicMs, running, decision: passage.decision };
  const { carry } = call.request;
  const forwarding = carry ? carryOut(deps, call, { carry, ...way }) : forwardCall(deps, call, way);
  const forwarded = await forwarding.finally(() => deps.leases.drop(call.id));
  crashPoint("gateway.after-forward");
  return settleCall(deps, passage, { forwarded, uses, windows: admitted.windows });
}

type NotOk = Exclude<AdmitVerdict, { kind: "OK" | "CLOCK" | "STALE" | "RELABEL" }>;

async function notAdmitted(
  deps: PipelineDeps,
  passage: Passage,
  refused: { readonly verdict: NotOk; readonly nowMs: number },
): Promise<Attempt<Performed>> {
  const { verdict, nowMs } = refused;
  const { call, decision, permit } = passage;
  const approval = permit ? { approval: { id: permit.approvalId, attempt: permit.attempt } } : {};
  const plain = (answer: CallAnswer): Attempt<Performed> => done({ answer, isAdmitted: false });
  switch (verdict.kind) {
    case "REPEATED": {
      const repeated = await answerRepeat(deps, call);
      if (repeated?.kind === "stale") return repeated;
      const busy: CallAnswer = { kind: "refused", refusal: overloadedRefusal(REPEATED_RETRY_MS) };
      return plain(repeated?.value ?? busy);
    }
    case "NO_SESSION":
      return plain({ kind: "no_session" });
    case "LIMITED": {
      if (passage.grant && verdict.limitId === grantUse(passage.grant, call.caller.organizationId).id)
        return grantSpent();
      const why = limitRefusal(verdict, decision.rules, nowMs);
      return recorded(await refuseCall(deps, passage, { refusal: why, outcome: "limited", ...approval }));
    }
    case "KILLED": {
      const why = standingRefusal(verdict);
      return recorded(
        await refuseCall(deps, passage, { refusal: why, outcome: "denied", isKilled: true, ...approval }),
      );
    }
    case "OVERLOADED":
      return plain({ kind: "refused", refusal: overloadedRefusal(verdict.retryAfterMs) });
    case "PERMIT_VOID":
    case "PERMIT_USED":
    case "ENDED":
      deps.log.warn({ callId: call.id, verdict: verdict.kind }, "a permit was gone at admission");
      return done({
        answer: { kind: "refused", refusal: standingRefusal({ kind: "UNAVAILABLE", reason: verdict.kind }) },
        isAdmitted: verdict.kind !== "PERMIT_VOID",
      });
    default:
      return plain({ kind: "refused", refusal: standingRefusal(verdict) });
  }
}

/** Nobody is told this: the call goes on to people. */
function grantSpent(): Attempt<Performed> {
  const answer: CallAnswer = { kind: "refused", refusal: overloadedRefusal(REPEATED_RETRY_MS) };
  return done({ answer, isAdmitted: false, isGrantSpent: true });
}

function recorded(attempt: Attempt<CallAnswer>): Attempt<Performed> {
  return attempt.kind === "stale" ? attempt : done({ answer: attempt.value, isAdmitted: false });
}
