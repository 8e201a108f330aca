import { refusal } from "@countersign/contracts";
import { isJsonObject, type JsonValue } from "@countersign/core";
import { type DetectorName, redactJson } from "@countersign/detect";
import type { Call, Carry, Reported } from "./call.ts";
import { type Forwarded, stopped, type Way } from "./forward-call.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import { soughtIn } from "./sought-in.ts";

/** Hands an admitted call to whoever carries it out themselves, and waits until they say what came of it. */
export async function carryOut(
  deps: Pick<PipelineDeps, "inHand">,
  call: Call,
  { carry, running, decision }: Way & { readonly carry: Carry },
): Promise<Forwarded> {
  const { caller, operation } = call;
  const startedAt = performance.now();
  const reported = await deps.inHand.waiting(
    carry({
      callId: call.id,
      operation: operation.fullName,
      argumentsText: call.argumentsText,
      rules: decision.rules,
      principal: { agentId: caller.agent.id, instance: caller.instance.id ?? caller.instance.name },
      place: { org: caller.organizationId, shard: caller.shard },
      signal: running.signal,
    }),
  );
  const upstreamMs = performance.now() - startedAt;
  const which = running.stoppedBy();
  if (reported.kind === "told") return told(reported, upstreamMs, decision.redactions.result);
  if (which !== null) return stopped({ mayHaveRun: true }, { which, name: operation.connection.name, upstreamMs });
  const detail = `${reported.detail} It may have run. Do not repeat it.`;
  return {
    ending: { outcome: "unknown", errorCode: "call.outcome.unknown", errorDetail: detail, upstreamMs },
    isNothingSent: false,
    value: null,
    answer: { kind: "refused", refusal: refusal("call.outcome.unknown", detail) },
  };
}

function told(
  { isFailed, result }: Extract<Reported, { kind: "told" }>,
  upstreamMs: number,
  redact: readonly DetectorName[],
): Forwarded {
  const text = JSON.stringify(result);
  const sought = soughtIn(text, redact);
  const redacted = sought.length === 0 ? null : redactJson<JsonValue>(result, sought);
  const raw = redacted?.isChanged ? JSON.stringify(redacted.value) : text;
  return {
    ending: {
      outcome: isFailed ? "failed" : "succeeded",
      result: raw,
      upstreamMs,
      ...(redacted?.isChanged && { redacted: redacted.counts }),
    },
    isNothingSent: false,
    value: isJsonObject(result) ? result : { result },
    answer: { kind: "result", raw },
  };
}
