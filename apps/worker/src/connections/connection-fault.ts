import type { UpstreamFailure } from "@countersign/mcp";

/** What a failed look means for a person, in words of ours: nothing of the upstream's own text is in it. */
export interface ConnectionFault {
  readonly ok: false;
  readonly health: "failing" | "unauthorized";
  readonly fault: string;
}

const TLS = /^(?:ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO)/;
const SILENT: ReadonlySet<string> = new Set(["ETIMEDOUT", "UND_ERR_CONNECT_TIMEOUT", "EHOSTUNREACH", "ENETUNREACH"]);
const REFUSED_BY_US: Readonly<Record<string, string>> = {
  "egress.host.unresolved": "The host's name can't be resolved. Check the address.",
  "egress.own.refused": "This is the platform's own address, which no call is made to.",
  "egress.plain.refused": "Plain http is only possible to networks that are allowed. Use https.",
};

/** Sorts a failure of discovery. `hasSecret`: a secret was presented. */
export function connectionFault(failure: UpstreamFailure, hasSecret: boolean): ConnectionFault {
  const { status } = failure;
  if (status === 401 || status === 403)
    return { ok: false, health: "unauthorized", fault: refusedAccess(status, hasSecret) };
  return { ok: false, health: "failing", fault: faultOf(failure) };
}

/** The platform couldn't even try. */
export function ownFault(fault: string): ConnectionFault {
  return { ok: false, health: "failing", fault };
}

function refusedAccess(status: 401 | 403, hasSecret: boolean): string {
  if (!hasSecret) return "The server asks for a secret. Store one with the connection.";
  return status === 401
    ? "The server refuses the stored secret. Replace it."
    : "The server knows the stored secret but refuses access with it.";
}

function faultOf(failure: UpstreamFailure): string {
  const { kind, cause, status } = failure;
  switch (kind) {
    case "not_sent":
      return notReached(cause);
    case "timeout":
    case "aborted":
      return "The server didn't answer in time.";
    case "too_large":
      return "The server's list of tools is larger than accepted.";
    case "unknown":
      return "The connection was lost before the server answered.";
    case "rpc_error":
      return "The server answered the request for its tools with an error.";
    case "upstream_error":
      return status === null || (status >= 200 && status < 300) ? notUsable(cause) : answeredWith(status);
  }
}

function notReached(cause: string): string {
  if (cause.startsWith("egress.")) {
    return REFUSED_BY_US[cause] ?? "The address leads to a network that connections aren't allowed to.";
  }
  if (TLS.test(cause)) return "The server's certificate can't be trusted, or it doesn't speak TLS.";
  if (cause === "ECONNREFUSED") return "Nothing answers at this address.";
  if (SILENT.has(cause)) return "The server can't be reached: it doesn't accept a connection in time.";
  return "The server can't be reached.";
}

function notUsable(cause: string): string {
  if (cause === "too_many_tools") return "The server offers more tools than accepted.";
  if (cause === "cursor_repeats" || cause === "too_many_pages") return "The server's list of tools never ends.";
  return "What answers at this address isn't an MCP server.";
}

function answeredWith(status: number): string {
  if (status >= 300 && status < 400)
    return "The server sends us on to another address. Enter that one; redirects aren't followed.";
  if (status === 404 || status === 405 || status === 410) return "There is no MCP server at this path.";
  if (status === 429) return "The server asks to be called less often.";
  return status >= 500
    ? `The server has a fault of its own (HTTP ${status}).`
    : `The server refuses the request (HTTP ${status}).`;
}
