import { canonicalJson } from "@countersign/core";
import type { Entry } from "../identity/gate.ts";
import type { OperationEntry } from "../snapshot/gateway-snapshot.ts";
import { boundText } from "./bounded-text.ts";
import type { Call, CallRequest } from "./call.ts";
import { idempotencyOf } from "./idempotent-call.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

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
export function makeCall(hashes: PipelineDeps["hashes"], particulars: Particulars): Call {
  const { entry, request, id, startedAt, operation } = particulars;
  const argumentsText = canonicalJson(request.arguments);
  const recordedArguments = boundText(argumentsText, ARGUMENT_BYTES);
  const argumentsHash = hashes.argumentsHash(entry.caller.organizationId, argumentsText);
  return {
    id,
    startedAt,
    operation,
    request,
    snapshot: entry.snapshot,
    caller: entry.caller,
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
