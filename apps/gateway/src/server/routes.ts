import type { IncomingMessage, ServerResponse } from "node:http";
import { refusal } from "@countersign/contracts";
import { isName } from "@countersign/core";
import { tooLarge } from "@countersign/mcp";
import { readCredential } from "../identity/credential.ts";
import { transportRefusal } from "../mcp/answers.ts";
import { handleMcp } from "../mcp/handle-mcp.ts";
import type { McpContext } from "../mcp/mcp-context.ts";
import { writeAnswer } from "../mcp/reply.ts";
import type { ClientAddress } from "./client-address.ts";
import { isForUs, type OriginRules } from "./origin-check.ts";
import { writeJson, writeProblem } from "./problem.ts";
import { readBody } from "./read-body.ts";

export interface RouteDeps {
  readonly mcp: McpContext;
  readonly origin: OriginRules;
  readonly addressOf: ClientAddress;
  readonly publicUrl: string;
  /** Whether calls can be admitted now. */
  readonly isReady: () => Promise<boolean>;
  readonly log: { error(fields: Record<string, unknown>, message: string): void };
}

const MAX_BODY_BYTES = 1_048_576;
const METADATA = "/.well-known/oauth-protected-resource";

/** Answers one HTTP request. Never rejects. */
export async function route(deps: RouteDeps, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    await dispatch(deps, request, response);
  } catch (error) {
    deps.log.error({ error: error instanceof Error ? error.stack : String(error) }, "a request broke");
    const detail = "Something broke on our side. If the call was sent, its record tells what came of it.";
    if (response.headersSent) response.end();
    else writeProblem(response, refusal("platform.fault.internal", detail));
  }
}

async function dispatch(deps: RouteDeps, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
  if (path === "/healthz") return writeJson(response, 200, { status: "ok" });
  if (path === "/readyz") {
    const isReady = await deps.isReady();
    return writeJson(response, isReady ? 200 : 503, { status: isReady ? "ready" : "not ready" });
  }
  if (!isForUs(request, deps.origin)) {
    return writeProblem(response, refusal("request.origin.refused", "The Host or Origin header isn't this gateway's."));
  }
  if (path === METADATA || path.startsWith(`${METADATA}/`))
    return describeResource(deps, response, path.slice(METADATA.length));
  const connection = mcpConnection(path);
  if (connection !== undefined) return mcp(deps, { request, response, connection });
  writeProblem(
    response,
    refusal("request.target.unknown", "There is nothing at this address. Agents connect to /mcp."),
  );
}

/** Undefined when the path is no MCP endpoint, null for the one over all connections. */
function mcpConnection(path: string): string | null | undefined {
  if (path === "/mcp" || path === "/mcp/") return null;
  const name = path.startsWith("/mcp/") ? path.slice("/mcp/".length) : "";
  return isName(name) ? name : undefined;
}

interface McpRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly connection: string | null;
}

async function mcp(deps: RouteDeps, { request, response, connection }: McpRequest): Promise<void> {
  const read = readCredential(request.headers, deps.addressOf(request));
  if (!read.ok) return writeAnswer(response, transportRefusal(read.refusal, null, deps.mcp.challenge));
  const body = await readBody(request, MAX_BODY_BYTES);
  if (!body.ok) {
    if (body.reason === "too_large") writeAnswer(response, tooLarge(MAX_BODY_BYTES).answer);
    return;
  }
  const { credential } = read;
  await handleMcp(deps.mcp, { request, response, body: body.body, credential, endpoint: { connection } });
}

/** RFC 9728: what protects this resource. There is no authorization server yet, so none is named. */
function describeResource(deps: RouteDeps, response: ServerResponse, path: string): void {
  writeJson(response, 200, {
    resource: `${deps.publicUrl}${path}`,
    bearer_methods_supported: ["header"],
    resource_name: "Countersign gateway",
  });
}
