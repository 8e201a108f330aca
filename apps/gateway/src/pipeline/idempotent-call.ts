import { createHash } from "node:crypto";
import { type IdempotentCall, idempotentCallHash } from "@countersign/admission";
import { refusal } from "@countersign/contracts";
import { canonicalJson } from "@countersign/core";
import type { Caller } from "../identity/caller.ts";
import { standingRefusal } from "../identity/standing-refusal.ts";
import { type Attempt, type Call, type CallAnswer, done } from "./call.ts";
import { openAnswer } from "./kept-answer.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import { standingOf } from "./standing.ts";

/** What an idempotency key is, and what it stands for, as admission knows them: hashes only. */
export function idempotencyOf(
  caller: Caller,
  call: { readonly key: string; readonly operation: string; readonly argumentsHash: string },
): IdempotentCall {
  const owner = [caller.organizationId, caller.agent.id, caller.instance.id ?? caller.instance.name];
  return {
    keyHash: sha256(canonicalJson(["key", ...owner, call.key])),
    callHash: idempotentCallHash(call.operation, call.argumentsHash),
  };
}

const RUNNING_RETRY_MS = 1_000;

/**
 * What is said to a call that comes with an idempotency key. Null when nothing has run under it: then the call goes on.
 * A repeat is answered only to a caller who may still come in.
 */
export async function answerRepeat(deps: PipelineDeps, call: Call): Promise<Attempt<CallAnswer> | null> {
  if (!call.idempotent) return null;
  const { organizationId, shard } = call.caller;
  const known = await deps.admission.lookIdempotent({ org: organizationId, shard }, call.idempotent);
  if (known.kind === "NEW") return null;
  const standing = await deps.admission.check(standingOf(call));
  if (standing.kind === "STALE") return { kind: "stale", version: standing.version };
  if (standing.kind === "NO_SESSION") return done({ kind: "no_session" });
  if (standing.kind !== "OK") return done({ kind: "refused", refusal: standingRefusal(standing) });
  switch (known.kind) {
    case "ANSWER":
      return done(openOutcome(deps, call, known.sealed));
    case "OTHER": {
      const detail = "This Idempotency-Key stands for another call. Nothing ran.";
      return done({ kind: "refused", refusal: refusal("call.idempotency.mismatch", detail) });
    }
    case "RUNNING": {
      const detail = "The call that came with this Idempotency-Key is still running; it wasn't sent again.";
      const retryAfterMs = RUNNING_RETRY_MS;
      return done({ kind: "refused", refusal: refusal("call.idempotency.running", detail, { retryAfterMs }) });
    }
    case "UNKNOWN": {
      const detail = `The call ${known.callId} that came with this Idempotency-Key may have run; its answer isn't known.`;
      return done({ kind: "refused", refusal: refusal("call.outcome.unknown", detail) });
    }
    default:
      return done({ kind: "refused", refusal: standingRefusal(known) });
  }
}

/** Binds an outcome to its organization and key. */
export function outcomeSubject({ keyHash }: IdempotentCall): string {
  return `idempotency ${keyHash}`;
}

function openOutcome(deps: PipelineDeps, call: Call, sealed: string): CallAnswer {
  if (!call.idempotent) throw new Error("an outcome is opened only for a call with a key");
  const approvalId = outcomeSubject(call.idempotent);
  return openAnswer(deps.answers, { organizationId: call.caller.organizationId, approvalId, sealed });
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
