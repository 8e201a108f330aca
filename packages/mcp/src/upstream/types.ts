import type { JsonObject, JsonValue } from "@countersign/core";
import type { Dispatcher } from "undici";
import type { RpcError } from "../wire/messages.ts";
import type { Era, Implementation } from "../wire/revisions.ts";
import type { ProgressUpdate, RawJson } from "../wire/write-message.ts";

export interface UpstreamTimeouts {
  /** Longest wait for a connection, ms. After it nothing has been sent. Default 5000. */
  readonly sendMs?: number;
  /** Longest silence, ms. Default 60000. */
  readonly idleMs?: number;
  /** Longest call, ms; progress doesn't extend it. Default 120000. */
  readonly totalMs?: number;
  /** Longest probe and handshake, ms each. Default 10000. */
  readonly handshakeMs?: number;
}

export interface UpstreamBounds {
  /** Largest response, bytes; of a stream, all of it. Default 8 MiB. */
  readonly maxResponseBytes?: number;
  /** Most tools taken from one upstream. Default 2000. */
  readonly maxTools?: number;
  /** Largest list of tools over all its pages, characters. Default 16 Mi. */
  readonly maxListBytes?: number;
}

export interface UpstreamOptions {
  readonly url: string;
  /** Where connections come from; `@countersign/egress` gives one that checks and pins addresses. */
  readonly dispatcher: Dispatcher;
  /** True when `close` is to close the dispatcher too: nobody else uses it. */
  readonly ownsDispatcher?: boolean;
  /** Headers of each request, the credential among them; asked anew each time. Ours win. */
  readonly headers?: () => Readonly<Record<string, string>>;
  readonly clientInfo: Implementation;
  readonly timeouts?: UpstreamTimeouts;
  readonly bounds?: UpstreamBounds;
  /** How long the era found by the probe is believed, ms. Default 10 minutes. */
  readonly verdictMs?: number;
  /** Monotonic milliseconds, for the verdict's age. */
  readonly now?: () => number;
  /** When given, a stream is kept open to hear of changes, and this is called at each. */
  readonly onListChanged?: () => void;
}

export type FailureKind =
  /** Nothing left this process. */
  | "not_sent"
  /** The upstream answered with an HTTP error or with something that isn't MCP. */
  | "upstream_error"
  /** The upstream answered with a JSON-RPC error. */
  | "rpc_error"
  | "timeout"
  | "aborted"
  | "too_large"
  /** The connection was lost after the request was sent. */
  | "unknown";

export interface UpstreamFailure {
  readonly ok: false;
  readonly kind: FailureKind;
  /** False only when it is certain that the tool did not run. */
  readonly mayHaveRun: boolean;
  /** A sentence of ours; holds nothing of the upstream's text. */
  readonly message: string;
  /** For logs: an error code. */
  readonly cause: string;
  readonly status: number | null;
  /** With `rpc_error`: the upstream's own error. */
  readonly error: RpcError | null;
  /** With an HTTP error, if the upstream says: how long it asks to wait, at most an hour, ms. */
  readonly retryAfterMs?: number;
}

export interface CallRequest {
  /** The tool's name as the upstream gave it. */
  readonly name: string;
  /** The arguments as JSON text: these bytes are sent. */
  readonly argumentsJson: RawJson;
  /** The tool's input schema; needed when it declares `x-mcp-header` parameters. */
  readonly inputSchema?: JsonValue;
  /** Members for the request's `_meta` beside ours. */
  readonly meta?: JsonObject;
  /** With it the upstream is asked for progress. */
  readonly onProgress?: (update: ProgressUpdate) => void;
  readonly signal?: AbortSignal;
  /** Instead of `timeouts.totalMs`, ms. */
  readonly totalMs?: number;
  /** Instead of `timeouts.sendMs`, ms. */
  readonly sendMs?: number;
}

export interface CallSuccess {
  readonly ok: true;
  readonly era: Era;
  /** The result as the upstream wrote it, byte for byte. */
  readonly result: RawJson;
  /** The same, decoded. */
  readonly value: JsonObject;
  readonly isError: boolean;
}

export interface UpstreamTool {
  readonly name: string;
  /** The definition as the upstream wrote it. */
  readonly raw: RawJson;
  readonly definition: JsonObject;
}

export interface ToolList {
  readonly ok: true;
  readonly era: Era;
  readonly tools: readonly UpstreamTool[];
  /** Definitions left out because they are no tool or share a name. */
  readonly dropped: readonly string[];
}

export interface ServerFacts {
  readonly era: Era;
  readonly revision: string;
  readonly info: Implementation | null;
  readonly capabilities: JsonObject;
  readonly instructions: string | null;
}

export interface Upstream {
  /** Probes and shakes hands if that isn't done yet. */
  connect(signal?: AbortSignal): Promise<({ readonly ok: true } & ServerFacts) | UpstreamFailure>;
  /** All pages. */
  listTools(signal?: AbortSignal): Promise<ToolList | UpstreamFailure>;
  callTool(request: CallRequest): Promise<CallSuccess | UpstreamFailure>;
  /** Any other request (`resources/read` …): `params` without `_meta`. */
  request(method: string, params: JsonObject, signal?: AbortSignal): Promise<CallSuccess | UpstreamFailure>;
  /** Ends streams and the session. Calls that run may end; they are not waited for. */
  close(): Promise<void>;
}
