import { canonicalJson } from "@countersign/core";
import { redactJson } from "@countersign/detect";
import type { Decision } from "@countersign/policy";
import type { Entry } from "../identity/gate.ts";
import type { OperationEntry } from "../snapshot/gateway-snapshot.ts";
import { boundText } from "./bounded-text.ts";
import type { Call, CallRequest } from "./call.ts";
import { idempotencyOf } from "./idempotent-call.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import { policySessionOf } from "./session-labels.ts";
import { soughtIn } from "./sought-in.ts";

const ARGUMENT_BYTES = 16 * 1024;

interface Particulars {
  readonly entry: Entry;
  readonly request: CallRequest;
  readonly id: string;
  /** Monotonic ms. */
  readonly startedAt: number;
  readonly operation: OperationEntry;
}

/** Makes the call of a request: its arguments are written canonically, hashed and cut for its records once. */
export function makeCall(deps: Pick<PipelineDeps, "hashes" | "labels">, particulars: Particulars): Call {
  const { entry, request, id, startedAt, operation } = particulars;
  const argumentsText = canonicalJson(request.arguments);
  const recordedArguments = boundText(argumentsText, ARGUMENT_BYTES);
  const argumentsHash = deps.hashes.argumentsHash(entry.caller.organizationId, argumentsText);
  const policySession = policySessionOf(entry.caller);
  return {
    id,
    startedAt,
    operation,
    request,
    snapshot: entry.snapshot,
    caller: entry.caller,
    policySession,
    sessionLabels: entry.snapshot.policy?.readsSession
      ? deps.labels.of(entry.caller.organizationId, policySession)
      : null,
    forwarded: request.arguments,
    redacted: null,
    argumentsText,
    argumentsHash,
    idempotent:
      request.idempotencyKey === null
        ? null
        : idempotencyOf(entry.caller, { key: request.idempotencyKey, operation: operation.fullName, argumentsHash }),
    forwardedHash: recordedArguments.sha256,
    recordedArguments,
  };
}

/**
 * The call in its forwarded form: what the decided rules take out of its arguments, and our own links, is gone from all that is hashed,
 * shown, sent and recorded from here on. `argumentsHash` stays that of the arguments as they were decided.
 */
export function inForwardedForm(call: Call, { redactions }: Pick<Decision, "redactions">): Call {
  const sought = soughtIn(call.argumentsText, redactions.arguments);
  if (sought.length === 0) return call;
  const { value, counts, isChanged } = redactJson(call.request.arguments, sought);
  if (!isChanged) return call;
  const argumentsText = canonicalJson(value);
  const recordedArguments = boundText(argumentsText, ARGUMENT_BYTES);
  const forwardedHash = recordedArguments.sha256;
  return { ...call, forwarded: value, redacted: counts, argumentsText, recordedArguments, forwardedHash };
}
