import {
  ACCEPTED,
  declaresTasks,
  discoverResult,
  errorAnswer,
  type HttpAnswer,
  type ModernRead,
  methodNotFound,
  missingCapability,
  RPC,
  type RpcRequest,
  readListenFilter,
  resultAnswer,
  type ServerDescription,
  sessionNotFound,
  TASKS_DECLARED,
} from "@countersign/mcp";
import { transportRefusal } from "./answers.ts";
import type { McpHttp } from "./handle-mcp.ts";
import type { McpContext } from "./mcp-context.ts";
import type { Reply } from "./reply.ts";
import { clientFacts } from "./session-clients.ts";
import { streamChanges } from "./stream-changes.ts";
import { answerTask, isTaskMethod } from "./tasks.ts";
import { callTool } from "./tools-call.ts";
import { LIST_TTL_MS, listTools } from "./tools-list.ts";

interface ModernMessage {
  readonly read: ModernRead;
  readonly reply: Reply;
}

/** Answers one message of the stateless era (2026-07-28). */
export async function answerModern(context: McpContext, http: McpHttp, modern: ModernMessage): Promise<void> {
  const { message, client } = modern.read;
  if (message.type === "request" && message.method === "subscriptions/listen") {
    const filter = readListenFilter(message.params);
    if (filter && (!filter.namesTasks || declaresTasks(client.capabilities))) {
      const subscription = { id: message.id, toolsListChanged: filter.toolsListChanged };
      return streamChanges(context, http, { sessionIdHash: null, subscription });
    }
  }
  modern.reply.end(await answerMessage(context, http, modern));
}

async function answerMessage(context: McpContext, http: McpHttp, modern: ModernMessage): Promise<HttpAnswer> {
  const { read, reply } = modern;
  const { message } = read;
  if (message.type === "request" && message.method === "tools/call") {
    const client = clientFacts(read.client.info);
    const takesTasks = declaresTasks(read.client.capabilities);
    return callTool(context, http, { message, era: "modern", client, session: null, takesTasks, reply });
  }
  if (message.type === "request" && isTaskMethod(message.method)) return answerTask(context, http, { read, message });
  const entered = await context.gate.enter(http.credential);
  const id = message.type === "request" ? message.id : null;
  if (entered.kind === "refused") return transportRefusal(entered.refusal, id, context.challenge);
  if (entered.kind === "no_session") return sessionNotFound(id);
  if (message.type !== "request") return ACCEPTED;
  if (message.method === "server/discover")
    return resultAnswer(message.id, discoverResult(withTasks(context.server), LIST_TTL_MS));
  if (message.method === "tools/list")
    return listTools(entered.entry, { message, era: "modern", endpoint: http.endpoint });
  return message.method === "subscriptions/listen"
    ? notHeard(message)
    : methodNotFound("modern", message.id, message.method);
}

/** Why a `subscriptions/listen` gets no stream. */
function notHeard({ id, params }: RpcRequest): HttpAnswer {
  if (readListenFilter(params)) return missingCapability(id, TASKS_DECLARED);
  const message = "subscriptions/listen needs notifications as an object";
  return errorAnswer(id, { code: RPC.invalidParams, message });
}

/** The extension belongs to this era: sessions of the one before aren't told of it. */
function withTasks(server: ServerDescription): ServerDescription {
  return { ...server, capabilities: { ...server.capabilities, ...TASKS_DECLARED } };
}
