import type { FailureKind, UpstreamFailure } from "@countersign/mcp";
import { expect, test } from "vitest";
import { connectionFault } from "./connection-fault.ts";

const UPSTREAM_TEXT = "text of the upstream";

function failure(kind: FailureKind, cause: string, status: number | null = null): UpstreamFailure {
  const error = kind === "rpc_error" ? { code: -32000, message: UPSTREAM_TEXT } : null;
  return { ok: false, kind, mayHaveRun: false, message: UPSTREAM_TEXT, cause, status, error };
}

test.each<[string, UpstreamFailure, RegExp]>([
  ["a dead port", failure("not_sent", "ECONNREFUSED"), /Nothing answers/],
  ["a name nobody has", failure("not_sent", "egress.host.unresolved"), /can't be resolved/],
  ["a private network", failure("not_sent", "egress.address.refused"), /aren't allowed/],
  ["plain http", failure("not_sent", "egress.plain.refused"), /Use https/],
  ["a certificate of its own", failure("not_sent", "DEPTH_ZERO_SELF_SIGNED_CERT"), /certificate/],
  ["another name's certificate", failure("not_sent", "ERR_TLS_CERT_ALTNAME_INVALID"), /certificate/],
  ["no TLS at all", failure("not_sent", "ERR_SSL_WRONG_VERSION_NUMBER"), /TLS/],
  ["a silent host", failure("not_sent", "UND_ERR_CONNECT_TIMEOUT"), /in time/],
  ["anything else that isn't sent", failure("not_sent", "EPIPE"), /can't be reached/],
  ["silence", failure("timeout", "UND_ERR_HEADERS_TIMEOUT"), /didn't answer in time/],
  ["our own bound", failure("aborted", "aborted"), /didn't answer in time/],
  ["too much", failure("too_large", "list_too_large"), /larger than accepted/],
  ["a cut line", failure("unknown", "UND_ERR_SOCKET"), /was lost/],
  ["a JSON-RPC error", failure("rpc_error", "rpc_-32000", 200), /with an error/],
  ["a web page", failure("upstream_error", "malformed", 200), /isn't an MCP server/],
  ["too many tools", failure("upstream_error", "too_many_tools"), /more tools/],
  ["pages without end", failure("upstream_error", "cursor_repeats"), /never ends/],
  ["a redirect", failure("upstream_error", "http_302", 302), /redirects aren't followed/],
  ["another path", failure("upstream_error", "http_404", 404), /no MCP server at this path/],
  ["too often", failure("upstream_error", "http_429", 429), /less often/],
  ["its own fault", failure("upstream_error", "http_502", 502), /HTTP 502/],
  ["a refusal", failure("upstream_error", "http_400", 400), /HTTP 400/],
])("%s is said in words of ours", (_name, failed, fault) => {
  const said = connectionFault(failed, true);
  expect(said).toMatchObject({ health: "failing", fault: expect.stringMatching(fault) });
  expect(said.fault).not.toContain(UPSTREAM_TEXT);
});

test.each([
  [401, false, /asks for a secret/],
  [403, false, /asks for a secret/],
  [401, true, /refuses the stored secret/],
  [403, true, /refuses access/],
])("HTTP %d with a secret: %s", (status, hasSecret, fault) => {
  const said = connectionFault(failure("upstream_error", `http_${status}`, status), hasSecret);
  expect(said).toMatchObject({ health: "unauthorized", fault: expect.stringMatching(fault) });
});
