import { RPC } from "../wire/error-codes.ts";
import type { RpcError } from "../wire/messages.ts";
import type { ExchangeResult, ResponseHead } from "./exchange.ts";
import type { FailureKind, UpstreamFailure } from "./types.ts";

interface FailureParts {
  readonly mayHaveRun: boolean;
  readonly message: string;
  readonly cause: string;
  readonly status?: number | null;
  readonly error?: RpcError | null;
  readonly retryAfterMs?: number;
}

export function failure(kind: FailureKind, parts: FailureParts): UpstreamFailure {
  return { ok: false, kind, status: null, error: null, ...parts };
}

const MESSAGES: Readonly<Record<FailureKind, string>> = {
  not_sent: "the upstream could not be reached; nothing was sent",
  upstream_error: "the upstream gave an answer that isn't MCP",
  rpc_error: "the upstream answered with an error",
  timeout: "the upstream did not answer in time",
  aborted: "the call was cancelled",
  too_large: "the upstream's answer is larger than accepted",
  unknown: "the connection to the upstream was lost before its answer",
};

/** What a failed exchange means for the call it carried. */
export function exchangeFailure(result: Extract<ExchangeResult, { ok: false }>): UpstreamFailure {
  const kind = kindOf(result);
  const status = result.head?.status ?? null;
  return failure(kind, { mayHaveRun: result.wasSent, message: MESSAGES[kind], cause: result.cause, status });
}

function kindOf(result: Extract<ExchangeResult, { ok: false }>): FailureKind {
  switch (result.failure) {
    case "aborted":
      return "aborted";
    case "too_large":
      return "too_large";
    case "timeout":
      return result.wasSent ? "timeout" : "not_sent";
    case "connect":
    case "send_timeout":
      return "not_sent";
    case "connection":
    case "closed":
      return "unknown";
  }
}

/** An HTTP status that ends a call. A 4xx is a refusal: the method didn't run. After a 5xx or a 2xx without an answer it may have. */
export function statusFailure({ status, headers }: ResponseHead): UpstreamFailure {
  const mayHaveRun = status < 300 || status >= 500;
  const message = status < 300 ? MESSAGES.upstream_error : `the upstream answered with HTTP ${status}`;
  return failure("upstream_error", {
    mayHaveRun,
    message,
    cause: `http_${status}`,
    status,
    ...retryAfter(headers),
  });
}

const LONGEST_RETRY_S = 3600;

/** `Retry-After` in seconds; dates are for browsers and need a clock that agrees. */
function retryAfter(headers: ResponseHead["headers"]): { readonly retryAfterMs?: number } {
  const value = headers["retry-after"];
  if (typeof value !== "string" || !/^\d{1,9}$/.test(value)) return {};
  return { retryAfterMs: Math.min(Number(value), LONGEST_RETRY_S) * 1000 };
}

export function malformed(status: number): UpstreamFailure {
  return failure("upstream_error", { mayHaveRun: true, message: MESSAGES.upstream_error, cause: "malformed", status });
}

/** A result that isn't complete: the upstream wants something that we have not said we can give. */
export function unfinished(status: number): UpstreamFailure {
  const message = "the upstream asked for more than this gateway offers";
  return failure("upstream_error", { mayHaveRun: true, message, cause: "result_type", status });
}

/** Errors that are given before a tool runs. After any other the tool may have done something. */
const BEFORE_RUN: ReadonlySet<number> = new Set([
  RPC.parseError,
  RPC.invalidRequest,
  RPC.methodNotFound,
  RPC.invalidParams,
  RPC.sessionNotFound,
  RPC.headerMismatch,
  RPC.missingCapability,
  RPC.unsupportedVersion,
]);

export function rpcFailure(error: RpcError, status: number): UpstreamFailure {
  const mayHaveRun = !BEFORE_RUN.has(error.code);
  return failure("rpc_error", { mayHaveRun, message: MESSAGES.rpc_error, cause: `rpc_${error.code}`, status, error });
}
