import type { IncomingMessage, ServerResponse } from "node:http";
import { type HttpAnswer, type McpRead, readMcpRequest, sessionNotFound } from "@countersign/mcp";
import type { Credential } from "../identity/credential.ts";
import { transportRefusal } from "./answers.ts";
import { answerBatch, answerLegacy } from "./legacy.ts";
import type { McpContext } from "./mcp-context.ts";
import { answerModern } from "./modern.ts";
import { Reply, writeAnswer } from "./reply.ts";
import { sessionIdHash } from "./session-clients.ts";
import { streamChanges } from "./stream-changes.ts";
import type { Endpoint } from "./tool-catalogue.ts";

/** One HTTP request to an MCP endpoint, its credential well-formed. */
export interface McpHttp {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly credential: Credential;
  readonly endpoint: Endpoint;
}

/** Answers one HTTP request to `/mcp` or `/mcp/{connection}`, of either era. */
export async function handleMcp(context: McpContext, http: McpHttp, body: Buffer): Promise<void> {
  const read = readMcpRequest({ method: http.request.method ?? "", headers: http.request.headers, body });
  const refusal = read.ok ? null : await whoAsks(context, http, read.answer);
  if (refusal) return writeAnswer(http.response, refusal);
  if (read.ok) return answerRead(context, http, read);
}

type GoodRead = Extract<McpRead, { ok: true }>;

async function answerRead(context: McpContext, http: McpHttp, read: GoodRead): Promise<void> {
  switch (read.kind) {
    case "modern":
      return answerModern(context, http, { read, reply: new Reply(http.response, read.accepts.sse) });
    case "legacy":
      if (read.isBatch) return answerBatch(context, http, read);
      return answerLegacy(context, http, { read, reply: new Reply(http.response, read.accepts.sse) });
    case "stream":
      return streamChanges(context, http, { sessionIdHash: hashOf(read.sessionId), subscription: null });
    case "end_session":
      return endSession(context, http, read.sessionId);
  }
}

/** A bad credential is told before a bad body. */
async function whoAsks(context: McpContext, http: McpHttp, otherwise: HttpAnswer): Promise<HttpAnswer> {
  const entered = await context.gate.enter(http.credential);
  return entered.kind === "refused" ? transportRefusal(entered.refusal, null, context.challenge) : otherwise;
}

async function endSession(context: McpContext, http: McpHttp, sessionId: string | null): Promise<void> {
  const idHash = hashOf(sessionId);
  const entered = await context.gate.enter(http.credential, idHash);
  if (entered.kind === "refused") {
    return writeAnswer(http.response, transportRefusal(entered.refusal, null, context.challenge));
  }
  if (entered.kind === "no_session" || idHash === null) return writeAnswer(http.response, sessionNotFound());
  const { organizationId, shard } = entered.entry.caller;
  await context.sessions.endSession({ org: organizationId, shard }, idHash);
  writeAnswer(http.response, { status: 204, headers: {}, body: null });
}

function hashOf(sessionId: string | null): string | null {
  return sessionId === null ? null : sessionIdHash(sessionId);
}
