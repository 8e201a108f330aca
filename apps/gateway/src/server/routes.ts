import type { IncomingMessage, ServerResponse } from "node:http";
import { refusal } from "@countersign/contracts";
import { isName } from "@countersign/core";
import { tooLarge } from "@countersign/mcp";
import { readCredential } from "../identity/credential.ts";
import { transportRefusal } from "../mcp/answers.ts";
import { handleMcp } from "../mcp/handle-mcp.ts";
import type { McpContext } from "../mcp/mcp-context.ts";
import { writeAnswer } from "../mcp/reply.ts";
import { answerApproval } from "../rest/approval-route.ts";
import { answerDecision, answerOutcome, type DecisionContext, type DecisionHit } from "../rest/decision-route.ts";
import type { ClientAddress } from "./client-address.ts";
import { isForUs, type OriginRules } from "./origin-check.ts";
import { writeJson, writeProblem } from "./problem.ts";
import { readBody } from "./read-body.ts";

export interface RouteDeps {
  readonly mcp: McpContext;
  readonly decisions: DecisionContext;
  readonly origin: OriginRules;
  readonly addressOf: ClientAddress;
  readonly publicUrl: string;
  /** Whether calls can be admitted now. */
  readonly isReady: () => Promise<boolean>;
  readonly log: { error(fields: Record<string, unknown>, message: string): void };
}

/** A request that a route answers. */
interface Hit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What stands in the path where the route has a placeholder, or more; empty where there is nothing. */
  readonly rest: string;
}

interface Route {
  /** As documented, with placeholders: `/mcp/{connection}`. */
  readonly path: string;
  /** `machine`: probes of whoever runs us, by any Host. `anyone`: needs no key. `agent`: needs one. */
  readonly access: "machine" | "anyone" | "agent";
  /** The rest of a path that is this route's, else null. */
  readonly match: (path: string) => string | null;
  readonly answer: (deps: RouteDeps, hit: Hit) => Promise<void> | void;
}

const MAX_BODY_BYTES = 1_048_576;
const APPROVALS = "/v1/approvals";
const DECISIONS = "/v1/decisions";
const OUTCOME = /^\/v1\/decisions\/([^/]+)\/outcome$/;
const METADATA = "/.well-known/oauth-protected-resource";

/** Every route there is: requests are answered from this list alone, and the walls between tenants are tried by it. */
export const ROUTES: readonly Route[] = [
  {
    path: "/healthz",
    access: "machine",
    match: exactly("/healthz"),
    answer: (_deps, { response }) => writeJson(response, 200, { status: "ok" }),
  },
  { path: "/readyz", access: "machine", match: exactly("/readyz"), answer: tellReadiness },
  { path: METADATA, access: "anyone", match: exactly(METADATA), answer: describeResource },
  {
    path: `${METADATA}/{resource}`,
    access: "anyone",
    match: (path) => (path.startsWith(`${METADATA}/`) ? path.slice(METADATA.length) : null),
    answer: describeResource,
  },
  {
    path: "/mcp",
    access: "agent",
    match: (path) => (path === "/mcp" || path === "/mcp/" ? "" : null),
    answer: (deps, { request, response }) => mcp(deps, { request, response, connection: null }),
  },
  {
    path: "/mcp/{connection}",
    access: "agent",
    match: (path) => {
      const name = path.startsWith("/mcp/") ? path.slice("/mcp/".length) : "";
      return isName(name) ? name : null;
    },
    answer: (deps, { request, response, rest }) => mcp(deps, { request, response, connection: rest }),
  },
  {
    path: `${APPROVALS}/{id}`,
    access: "agent",
    match: (path) => (path.startsWith(`${APPROVALS}/`) ? path.slice(APPROVALS.length + 1) : null),
    answer: approval,
  },
  {
    path: DECISIONS,
    access: "agent",
    match: exactly(DECISIONS),
    answer: (deps, hit) => decision(deps, hit, answerDecision),
  },
  {
    path: `${DECISIONS}/{id}/outcome`,
    access: "agent",
    match: (path) => OUTCOME.exec(path)?.[1] ?? null,
    answer: (deps, hit) =>
      decision(deps, hit, (context, read) => answerOutcome(context, { callId: hit.rest, ...read })),
  },
];

type Answer = (context: DecisionContext, hit: DecisionHit) => Promise<void>;

/** What a decision is asked with comes in a body. */
async function decision(deps: RouteDeps, { request, response }: Hit, answer: Answer): Promise<void> {
  const read = readCredential(request.headers, deps.addressOf(request));
  if (!read.ok) return writeProblem(response, read.refusal, { "www-authenticate": deps.mcp.challenge });
  if (request.method !== "POST") {
    const detail = "Decisions are asked for, and outcomes told, with POST.";
    return writeProblem(response, refusal("request.target.unknown", detail), { allow: "POST" });
  }
  const body = await readBody(request, MAX_BODY_BYTES);
  if (body.ok) {
    return answer(deps.decisions, { request, response, credential: read.credential, body: body.body });
  }
  if (body.reason === "aborted") return;
  const detail = `A body holds at most ${MAX_BODY_BYTES} bytes. Nothing ran.`;
  writeProblem(response, refusal("request.body.invalid", detail));
}

function exactly(expected: string): Route["match"] {
  return (path) => (path === expected ? "" : null);
}

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
  const found = findRoute(path);
  if (found?.route.access !== "machine" && !isForUs(request, deps.origin)) {
    return writeProblem(response, refusal("request.origin.refused", "The Host or Origin header isn't this gateway's."));
  }
  if (found) return found.route.answer(deps, { request, response, rest: found.rest });
  const detail = "There is nothing at this address. Agents connect to /mcp.";
  writeProblem(response, refusal("request.target.unknown", detail));
}

function findRoute(path: string): { readonly route: Route; readonly rest: string } | null {
  for (const route of ROUTES) {
    const rest = route.match(path);
    if (rest !== null) return { route, rest };
  }
  return null;
}

async function tellReadiness(deps: RouteDeps, { response }: Hit): Promise<void> {
  const isReady = await deps.isReady();
  writeJson(response, isReady ? 200 : 503, { status: isReady ? "ready" : "not ready" });
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
  // Not awaited here: what this function holds, the body above all, goes while the call waits.
  return handleMcp(deps.mcp, { request, response, credential, endpoint: { connection } }, body.body);
}

function approval(deps: RouteDeps, { request, response, rest: approvalId }: Hit): Promise<void> | void {
  const read = readCredential(request.headers, deps.addressOf(request));
  if (!read.ok) return writeProblem(response, read.refusal, { "www-authenticate": deps.mcp.challenge });
  request.resume();
  return answerApproval(deps.mcp, { request, response, credential: read.credential, approvalId });
}

/** RFC 9728: what protects this resource. There is no authorization server yet, so none is named. */
function describeResource(deps: RouteDeps, { response, rest }: Hit): void {
  writeJson(response, 200, {
    resource: `${deps.publicUrl}${rest}`,
    bearer_methods_supported: ["header"],
    resource_name: "Countersign gateway",
  });
}
