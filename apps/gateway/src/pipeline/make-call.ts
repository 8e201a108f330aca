import { canonicalJson } from "@countersign/core";
import type { Entry } from "../identity/gate.ts";
import type { OperationEntry } from "../snapshot/gateway-snapshot.ts";
import { boundText } from "./bounded-text.ts";
import type { Call, CallRequest } from "./call.ts";
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
  return {
    id,
    startedAt,
    operation,
    request,
    snapshot: entry.snapshot,
    caller: entry.caller,
    argumentsText,
    argumentsHash: hashes.argumentsHash(entry.caller.organizationId, argumentsText),
    forwardedHash: recordedArguments.sha256,
    recordedArguments,
  };
}
