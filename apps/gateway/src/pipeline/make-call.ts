import { canonicalJson } from "@countersign/core";
import type { Entry } from "../identity/gate.ts";
import type { OperationEntry } from "../snapshot/gateway-snapshot.ts";
import type { Call, CallRequest } from "./call.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

interface Particulars {
  readonly entry: Entry;
  readonly request: CallRequest;
  readonly id: string;
  /** Monotonic ms. */
  readonly startedAt: number;
  readonly operation: OperationEntry;
}

/** Makes the call of a request: its arguments are written canonically once, and hashed once. */
export function makeCall(hashes: PipelineDeps["hashes"], particulars: Particulars): Call {
  const { entry, request, id, startedAt, operation } = particulars;
  const argumentsText = canonicalJson(request.arguments);
  return {
    id,
    startedAt,
    operation,
    request,
    snapshot: entry.snapshot,
    caller: entry.caller,
    argumentsText,
    argumentsHash: hashes.argumentsHash(entry.caller.organizationId, argumentsText),
    forwardedHash: hashes.sha256(argumentsText),
  };
}
