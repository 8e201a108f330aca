import {
  ACCEPTED,
  batchAnswer,
  emptyResult,
  type HttpAnswer,
  initializeResult,
  LATEST_LEGACY_REVISION,
  type LegacyRead,
  methodNotFound,
  type RequestId,
  type RpcMessage,
  type RpcRequest,
  readCancelled,
  readImplementation,
  resultAnswer,
  sessionNotFound,
} from "@countersign/mcp";
import { principalKey } from "../identity/caller.ts";
import { type Entered, SESSION_TTL_MS } from "../identity/gate.ts";
import { standingRefusal } from "../identity/standing-refusal.ts";
import type { ClientFacts } from "../pipeline/call.ts";
import { transportRefusal } from "./answers.ts";
import type { McpHttp } from "./handle-mcp.ts";
import type { McpContext } from "./mcp-context.ts";
import { Reply } from "./reply.ts";
import { cancelRunning } from "./running-requests.ts";
import { clientFacts, newSessionId, sessionData, sessionIdHash } from "./session-clients.ts";
import { callTool } from "./tools-call.ts";
import { listTools } from "./tools-list.ts";

const UNKNOWN_CLIENT: ClientFacts = { name: null, version: null };

/** Answers one message of the handshake era. */
export async function answerLegacy(
  context: McpContext,
  http: McpHttp,
  legacy: { readonly read: LegacyRead; readonly reply: Reply },
): Promise<void> {
  const [message] = legacy.read.messages;
  if (message) legacy.reply.end(await answerMessage(context, http, { ...legacy, message }));
}

/** Answers a batch (2025-03-26): each element is governed on its own; the answers go out as one array. */
export async function answerBatch(context: McpContext, http: McpHttp, read: LegacyRead): Promise<void> {
  const answers: string[] = [];
  // Elements have no stream of their own, so nothing is said before the end.
  const silent = new Reply(http.response, false);
  for (const message of read.messages) {
    const answer = await answerMessage(context, http, { read, reply: silent, message });
    if (message.type !== "request") continue;
    if (answer.status === 401 || answer.status === 404) return silent.end(answer);
    if (answer.body) answers.push(answer.body.toString("utf8"));
  }
  silent.end(answers.length > 0 ? batchAnswer(answers) : ACCEPTED);
}

interface LegacyMessage {
  readonly read: LegacyRead;
  readonly reply: Reply;
  readonly message: RpcMessage;
}

async function answerMessage(context: McpContext, http: McpHttp, legacy: LegacyMessage): Promise<HttpAnswer> {
  const { read, message, reply } = legacy;
  const idHash = read.sessionId === null ? null : sessionIdHash(read.sessionId);
  if (message.type === "request" && message.method === "initialize")
    return initialize(context, http, { message, revision: read.revision });
  if (message.type === "request" && message.method === "tools/call") {
    const client = await clientOf(context, http, { idHash, id: message.id });
    if ("status" in client) return client;
    const session = idHash === null ? null : { idHash };
    return callTool(context, http, { message, era: "legacy", client, session, takesTasks: false, reply });
  }
  const entered = await context.gate.enter(http.credential, idHash);
  const id = message.type === "request" ? message.id : null;
  if (entered.kind !== "in") return notIn(context, entered, id);
  if (message.type !== "request") {
    if (message.type === "notification" && message.method === "notifications/cancelled") {
      const cancelled = readCancelled(message.params);
      if (cancelled !== null) cancelRunning(`${http.credential.key.keyRef} ${idHash ?? ""}`, cancelled);
    }
    return ACCEPTED;
  }
  if (message.method === "ping") return resultAnswer(message.id, emptyResult("legacy"));
  if (message.method === "tools/list")
    return listTools(entered.entry, { message, era: "legacy", endpoint: http.endpoint });
  return methodNotFound("legacy", message.id, message.method);
}

/** Opens a session bound to the principal. Its state is in Redis, so any replica serves its requests. */
async function initialize(
  context: McpContext,
  http: McpHttp,
  opening: { readonly message: RpcRequest; readonly revision: string | null },
): Promise<HttpAnswer> {
  const { message, revision } = opening;
  const entered = await context.gate.enter(http.credential);
  if (entered.kind !== "in") return notIn(context, entered, message.id);
  const { caller } = entered.entry;
  const sessionId = newSessionId();
  const idHash = sessionIdHash(sessionId);
  const client = clientFacts(readImplementation(message.params?.["clientInfo"]));
  const created = await context.sessions.createSession({
    org: caller.organizationId,
    shard: caller.shard,
    idHash,
    principal: principalKey(caller),
    data: sessionData(client),
    ttlMs: SESSION_TTL_MS,
  });
  if (created.kind !== "CREATED") return transportRefusal(standingRefusal(created), message.id, context.challenge);
  context.sessionClients.set(idHash, client);
  return resultAnswer(message.id, initializeResult(revision ?? LATEST_LEGACY_REVISION, context.server), {
    "mcp-session-id": sessionId,
  });
}

/** Which client a session belongs to, or the answer when that can't be learnt because it may not come in. */
async function clientOf(
  context: McpContext,
  http: McpHttp,
  { idHash, id }: { readonly idHash: string | null; readonly id: RequestId },
): Promise<ClientFacts | HttpAnswer> {
  if (idHash === null) return UNKNOWN_CLIENT;
  const known = context.sessionClients.get(idHash);
  if (known) return known;
  const entered = await context.gate.enter(http.credential, idHash);
  return entered.kind === "in"
    ? context.sessionClients.learn(idHash, entered.sessionData)
    : notIn(context, entered, id);
}

function notIn(context: McpContext, entered: Exclude<Entered, { kind: "in" }>, id: string | number | null): HttpAnswer {
  return entered.kind === "no_session" ? sessionNotFound(id) : transportRefusal(entered.refusal, id, context.challenge);
}
