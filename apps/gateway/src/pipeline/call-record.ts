import { type CallRecord, type LimitTouch, newId, type Observed, type Outcome } from "@countersign/contracts";
import { argumentSummary } from "@countersign/core";
import type { RedactionCounts } from "@countersign/detect";
import type { Decision, ObservedDecision } from "@countersign/policy";
import { boundText } from "./bounded-text.ts";
import type { Call } from "./call.ts";
import { principalOf } from "./principal.ts";

/** How a call ended, as its record tells it. */
export interface Ending {
  readonly outcome: Outcome;
  readonly errorCode?: string;
  readonly errorDetail?: string;
  /** The upstream's result as JSON text. */
  readonly result?: string;
  readonly upstreamMs?: number;
  readonly approvalMs?: number;
  readonly reservedMicros?: bigint;
  readonly costMicros?: bigint;
  readonly limits?: readonly LimitTouch[];
  readonly approval?: { readonly id: string; readonly attempt: number };
  /** What let it through in place of people. */
  readonly grant?: { readonly id: string; readonly approvalId: string };
  /** What was taken out of the result. */
  readonly redacted?: RedactionCounts;
  /** The actual price was above what was reserved. */
  readonly overrun?: boolean;
  /** Why the price couldn't be computed from the result, so that the most was charged. */
  readonly costError?: string;
}

const RESULT_BYTES = 24 * 1024;
const DETAIL_LENGTH = 2_000;

/** The one record of a call. `at` is the present, UTC. */
export function callRecord(call: Call, decision: Decision, ending: Ending): CallRecord {
  const { caller, operation, request } = call;
  const totalMs = performance.now() - call.startedAt;
  const upstreamMs = ending.upstreamMs ?? 0;
  const approvalMs = ending.approvalMs ?? 0;
  return {
    id: newId("record"),
    at: new Date().toISOString(),
    organizationId: caller.organizationId,
    kind: "call",
    callId: call.id,
    principal: principalOf(call),
    connectionId: operation.connection.id,
    connectionName: operation.connection.name,
    operationName: operation.name,
    surface: request.surface,
    arguments: call.recordedArguments,
    argumentsHash: call.argumentsHash,
    forwardedHash: call.forwardedHash,
    decision: decision.decision,
    ruleIds: [...decision.rules],
    reasons: decision.reasons.map(({ ruleId, text }) => ({ ruleId, text })),
    ...(decision.observed ? { observed: observedIn(decision.observed) } : {}),
    policyVersion: call.snapshot.policyVersion,
    approvalId: ending.approval?.id ?? null,
    attempt: ending.approval?.attempt ?? null,
    ...(ending.grant && { grant: { id: ending.grant.id, approvalId: ending.grant.approvalId } }),
    outcome: ending.outcome,
    errorCode: ending.errorCode ?? null,
    errorDetail: ending.errorDetail?.slice(0, DETAIL_LENGTH) ?? null,
    result: ending.result === undefined ? null : boundText(ending.result, RESULT_BYTES),
    latency: {
      gatewayMs: round(Math.max(0, totalMs - upstreamMs - approvalMs)),
      approvalMs: round(approvalMs),
      upstreamMs: round(upstreamMs),
    },
    reservedMicros: (ending.reservedMicros ?? 0n).toString(),
    costMicros: (ending.costMicros ?? 0n).toString(),
    // What is refused by the policy was never priced at all.
    ...(decision.decision !== "deny" && !decision.isPriced && { unpriced: true as const }),
    limits: [...(ending.limits ?? [])],
    ...labelsOf(call, decision, ending),
    ...(call.idempotent && { idempotencyKeyHash: call.idempotent.keyHash }),
    ...redactedOf(call, ending),
    ...(ending.overrun && { overrun: true }),
    ...(ending.costError !== undefined && { costError: ending.costError }),
    summary: argumentSummary(operation.inputSchema, call.forwarded),
    count: 1,
  };
}

const LABELLING: ReadonlySet<Outcome> = new Set(["succeeded", "failed", "unknown"]);

/** What it was judged by and what it put on its session: a call that was turned away puts nothing there. */
function labelsOf(
  { sessionLabels }: Call,
  { labels }: Decision,
  { outcome }: Ending,
): Pick<CallRecord, "labels" | "labelMarks" | "sessionLabels"> {
  const sets = LABELLING.has(outcome) ? labels : [];
  return {
    labels: sets.map(({ label }) => label),
    ...(sets.length > 0 && { labelMarks: [...sets] }),
    ...(sessionLabels && { sessionLabels: [...sessionLabels] }),
  };
}

function observedIn({ decision, code, rules, reasons }: ObservedDecision): Observed {
  return { decision, code, ruleIds: [...rules], reasons: reasons.map(({ ruleId, text }) => ({ ruleId, text })) };
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}

function redactedOf(call: Call, { redacted }: Ending): Pick<CallRecord, "redacted"> {
  if (call.redacted === null && redacted === undefined) return {};
  return { redacted: { arguments: { ...call.redacted }, result: { ...redacted } } };
}
