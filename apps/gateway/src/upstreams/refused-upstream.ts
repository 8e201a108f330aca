import type { Upstream, UpstreamFailure } from "@countersign/mcp";

/** Stands for a connection whose URL may not be reached from here: every call of it fails without being sent. */
export function refusedUpstream(message: string): Upstream {
  const failure: UpstreamFailure = {
    ok: false,
    kind: "not_sent",
    mayHaveRun: false,
    message,
    cause: "egress",
    status: null,
    error: null,
  };
  return {
    connect: async () => failure,
    listTools: async () => failure,
    callTool: async () => failure,
    request: async () => failure,
    close: async () => {},
  };
}
