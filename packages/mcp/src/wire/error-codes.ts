/** JSON-RPC and MCP error codes that we write or recognise. */
export const RPC = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internalError: -32603,
  /** HTTP-level refusals that JSON-RPC has no code for (405, 406, 413, 415). */
  transport: -32000,
  /** 404: the MCP session is unknown or has ended. */
  sessionNotFound: -32001,
  /** 2026-07-28: a header and the body disagree, or a required header is missing. */
  headerMismatch: -32020,
  /** 2026-07-28: the request needs a capability that the client didn't declare. */
  missingCapability: -32021,
  /** 2026-07-28: the version in the envelope isn't one we serve. */
  unsupportedVersion: -32022,
} as const;

/** The HTTP status of an error found before a method ran. Errors of the method itself travel with 200. */
export function modernStatus(code: number): number {
  return code === RPC.methodNotFound ? 404 : 400;
}
