import { type Refusal, refusal } from "@countersign/contracts";
import type { JsonObject } from "@countersign/core";
import { type DetectorName, redactJson, redactToolResult } from "@countersign/detect";
import type { CallSuccess, ProgressUpdate, UpstreamFailure } from "@countersign/mcp";
import type { Decision } from "@countersign/policy";
import { standingRefusal } from "../identity/standing-refusal.ts";
import type { Call } from "./call.ts";
import type { Ending } from "./call-record.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import type { RunningCall } from "./running-calls.ts";
import { soughtIn } from "./sought-in.ts";
import { StreamBudget } from "./stream-budget.ts";

/** What came of sending a call upstream. */
export interface Forwarded {
  readonly ending: Pick<Ending, "outcome" | "errorCode" | "errorDetail" | "result" | "redacted" | "upstreamMs">;
  /** The result before anything was taken out of it; null when there is none. */
  readonly value: JsonObject | null;
  /** Where it was cut because its budget ended: what it had cost by then, micro-USD. */
  readonly spentMicros?: bigint;
  /** True only when provably nothing ran: then everything reserved is given back. */
  readonly isNothingSent: boolean;
  readonly answer:
    | { readonly kind: "result"; readonly raw: string }
    | { readonly kind: "refused"; readonly refusal: Refusal };
}

/** No first byte is sent with less of the lease left than this, ms. */
const MIN_LEASE_LEFT_MS = 5_000;

export interface Way {
  /** `performance.now()` at which the call's lease ends. */
  readonly leaseEndsMonotonicMs: number;
  readonly running: RunningCall;
  readonly decision: Decision;
}

/** Sends the canonical arguments to the operation's connection, and says for sure whether anything may have run. */
export async function forwardCall(
  deps: PipelineDeps,
  call: Call,
  { leaseEndsMonotonicMs, running, decision }: Way,
): Promise<Forwarded> {
  const { operation, caller } = call;
  const redact = decision.redactions.result;
  const startedAt = performance.now();
  if (leaseEndsMonotonicMs - startedAt < MIN_LEASE_LEFT_MS) return tooLate();
  const upstream = deps.upstreams.of(caller.organizationId, operation.connection);
  const budget = budgetOf(call, decision);
  const onProgress = progressOf(call, redact, budget);
  const response = await upstream.callTool({
    name: operation.name,
    argumentsJson: call.argumentsText,
    inputSchema: operation.inputSchema,
    totalMs: deps.settings.callTimeoutMs,
    signal: running.signal,
    ...(onProgress && { onProgress }),
  });
  const upstreamMs = performance.now() - startedAt;
  if (response.ok) return answered(response, upstreamMs, redact);
  const { name } = operation.connection;
  const spentMicros = budget?.spentMicros ?? null;
  if (spentMicros !== null) return cut(name, spentMicros, upstreamMs);
  const which = response.kind === "aborted" ? running.stoppedBy() : null;
  return which === null
    ? failed(redactedFailure(response, redact), name, upstreamMs)
    : stopped(response, { which, name, upstreamMs });
}

function budgetOf({ request }: Call, { costSoFar, reserveMicros }: Decision): StreamBudget | null {
  const cut = (): void => request.cancel.abort();
  return costSoFar && new StreamBudget({ args: request.arguments, costSoFar, reserveMicros, cut });
}

type OnProgress = (update: ProgressUpdate) => void;

/** What hears of the call's progress: the agent, if it asked, and the call's budget; nobody needs to where it is null. */
function progressOf(
  { request }: Call,
  redact: readonly DetectorName[],
  budget: StreamBudget | null,
): OnProgress | null {
  const told = request.onProgress ? redactedProgress(request.onProgress, redact) : null;
  return budget ? budget.meter((update) => told?.(update)) : told;
}

/** It has cost what was set aside for it, and was stopped: nobody knows how far it came. */
function cut(name: string, spentMicros: bigint, upstreamMs: number): Forwarded {
  const detail = `The call has cost all that was set aside for it, so it was stopped at ${name}. It has run in part. Do not repeat it.`;
  return {
    ending: { outcome: "unknown", errorCode: "call.budget.reached", errorDetail: detail, upstreamMs },
    isNothingSent: false,
    spentMicros,
    value: null,
    answer: { kind: "refused", refusal: refusal("call.budget.reached", detail) },
  };
}

interface Stopped {
  readonly which: string;
  readonly name: string;
  readonly upstreamMs: number;
}

/** Aborted by a kill switch: unless it certainly didn't run, nobody knows whether it did. */
export function stopped(
  { mayHaveRun }: Pick<UpstreamFailure, "mayHaveRun">,
  { which, name, upstreamMs }: Stopped,
): Forwarded {
  const standing = standingRefusal({ kind: "KILLED", which });
  const came = mayHaveRun
    ? `It was out at ${name} when it was stopped, so it may have run. Do not repeat it.`
    : "Nothing ran.";
  return {
    ending: {
      outcome: mayHaveRun ? "unknown" : "denied",
      errorCode: "kill.switch.on",
      errorDetail: `A person stopped the call. ${came}`,
      upstreamMs,
    },
    isNothingSent: !mayHaveRun,
    value: null,
    answer: { kind: "refused", refusal: { ...standing, detail: `${standing.detail} ${came}` } },
  };
}

function answered(response: CallSuccess, upstreamMs: number, redact: readonly DetectorName[]): Forwarded {
  const sought = soughtIn(response.result, redact);
  const redacted = sought.length === 0 ? null : redactToolResult(response.value, sought);
  const result = redacted?.isChanged ? JSON.stringify(redacted.value) : response.result;
  const outcome = response.isError ? "failed" : "succeeded";
  return {
    ending: { outcome, result, upstreamMs, ...(redacted?.isChanged && { redacted: redacted.counts }) },
    isNothingSent: false,
    value: response.value,
    answer: { kind: "result", raw: result },
  };
}

function failed(failure: UpstreamFailure, connection: string, upstreamMs: number): Forwarded {
  const said = failureRefusal(failure, connection);
  const isUnknown = failure.mayHaveRun && failure.kind !== "rpc_error" && failure.kind !== "too_large";
  return {
    ending: {
      outcome: isUnknown ? "unknown" : "failed",
      errorCode: said.code,
      errorDetail: `${said.detail} (${failure.cause})`,
      upstreamMs,
    },
    isNothingSent: !failure.mayHaveRun,
    value: null,
    answer: { kind: "refused", refusal: said },
  };
}

function failureRefusal(failure: UpstreamFailure, connection: string): Refusal {
  if (failure.kind === "rpc_error" && failure.error) {
    const detail = `The connection ${connection} answered with error ${failure.error.code}: ${failure.error.message}`;
    return refusal("call.upstream.failed", detail);
  }
  if (failure.kind === "too_large") {
    return refusal("call.upstream.oversized", `The call ran, but the answer of ${connection} is too large to pass on.`);
  }
  if (!failure.mayHaveRun) {
    const detail = `The connection ${connection} can't be reached now. Nothing ran; other connections still work.`;
    return refusal("call.upstream.unreachable", detail, { retryAfterMs: 5_000 });
  }
  const detail = `The call was sent to ${connection}, but its outcome isn't known: it may have run. Do not repeat it.`;
  return refusal("call.outcome.unknown", detail);
}

function tooLate(): Forwarded {
  const detail = "The call was admitted too late to be sent safely. Nothing ran; try again.";
  return {
    ending: { outcome: "failed", errorCode: "platform.decision.unavailable", errorDetail: detail },
    isNothingSent: true,
    value: null,
    answer: { kind: "refused", refusal: refusal("platform.decision.unavailable", detail, { retryAfterMs: 1_000 }) },
  };
}

/** What upstreams say of their failures comes back too. */
function redactedFailure(failure: UpstreamFailure, redact: readonly DetectorName[]): UpstreamFailure {
  const text = (said: string) => redactJson<string>(said, soughtIn(said, redact)).value;
  const error = failure.error && { error: { ...failure.error, message: text(failure.error.message) } };
  return { ...failure, cause: text(failure.cause), ...error };
}

function redactedProgress(onProgress: OnProgress, redact: readonly DetectorName[]): OnProgress {
  return (update) => {
    const { message } = update;
    if (message === undefined) return onProgress(update);
    onProgress({ ...update, message: redactJson<string>(message, soughtIn(message, redact)).value });
  };
}
