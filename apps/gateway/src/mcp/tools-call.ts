import {
  createProgressWriter,
  type Era,
  errorAnswer,
  type HttpAnswer,
  headerMismatch,
  type ProgressUpdate,
  paramHeaderProblem,
  RPC,
  type RpcRequest,
  readToolCall,
  type ToolCallParams,
} from "@countersign/mcp";
import { mayReach } from "../identity/caller.ts";
import { AWAIT_TOOL } from "../pipeline/approval-answers.ts";
import type { CallAnswer, CallRequest, ClientFacts, SessionClaim, Waiting } from "../pipeline/call.ts";
import { Departure } from "../pipeline/departure.ts";
import { runCall } from "../pipeline/run-call.ts";
import type { OperationEntry } from "../snapshot/gateway-snapshot.ts";
import { toolAnswer } from "./answers.ts";
import { callOwnTool } from "./call-own-tool.ts";
import { ticketAfterMs } from "./client-waits.ts";
import type { McpHttp } from "./handle-mcp.ts";
import { readIdempotencyKey } from "./idempotency-key.ts";
import type { McpContext } from "./mcp-context.ts";
import { CANCEL_TOOL } from "./own-tools.ts";
import type { Reply } from "./reply.ts";
import { noteRunning } from "./running-requests.ts";
import { findOperation } from "./tool-catalogue.ts";

/** One `tools/call` of either era. */
export interface ToolCall {
  readonly message: RpcRequest;
  readonly era: Era;
  readonly client: ClientFacts;
  readonly session: SessionClaim | null;
  /** Declared with this very request. */
  readonly takesTasks: boolean;
  readonly reply: Reply;
}

const REASON_META = "io.countersign/reason";
const MAX_REASON = 2_000;

/** Puts a tool call through the pipeline and writes its answer. */
export async function callTool(context: McpContext, http: McpHttp, toolCall: ToolCall): Promise<HttpAnswer> {
  const { message, era } = toolCall;
  const read = readToolCall(message.params);
  if (!read.ok) return errorAnswer(message.id, { code: RPC.invalidParams, message: read.message });
  const { call } = read;
  const cancel = new AbortController();
  const presence = new Departure(context.leaving);
  const stop = (): void => {
    presence.leave();
    cancel.abort();
  };
  const onClose = (): void => {
    if (http.response.writableFinished) return;
    // Closing the stream cancels in the modern era; before it, only the notification does.
    if (era === "modern") stop();
    else presence.leave();
  };
  http.response.once("close", onClose);
  const owner = `${http.credential.key.keyRef} ${toolCall.session?.idHash ?? ""}`;
  const forget = era === "legacy" ? noteRunning(owner, message.id, stop) : null;
  try {
    const request = requestOf(context, http, { toolCall, call, cancel, presence });
    return await answerCall(context, http, { toolCall, call, request });
  } finally {
    forget?.();
    http.response.off("close", onClose);
  }
}

interface Answering {
  readonly toolCall: ToolCall;
  readonly call: ToolCallParams;
  readonly request: Asked;
}

/** A request but for what is read from the call's name and key. */
type Asked = Omit<CallRequest, "find" | "idempotencyKey">;

async function answerCall(context: McpContext, http: McpHttp, answering: Answering): Promise<HttpAnswer> {
  const { toolCall, call, request } = answering;
  const { era, message, takesTasks } = toolCall;
  const { challenge } = context;
  const told = (said: CallAnswer, hasOutputSchema: boolean): HttpAnswer =>
    toolAnswer(said, { era, id: message.id, toolName: call.name, challenge, hasOutputSchema, takesTasks });
  if (call.name === AWAIT_TOOL || call.name === CANCEL_TOOL) {
    return told(await callOwnTool(context, { idempotencyKey: null, ...request }, call), false);
  }
  const idempotency = readIdempotencyKey(http.request, call.meta);
  if (!idempotency.ok) return told({ kind: "refused", refusal: idempotency.refusal }, false);
  const found: { operation: OperationEntry | null; problem: string | null } = { operation: null, problem: null };
  const find: CallRequest["find"] = ({ snapshot, caller }) => {
    found.operation = findOperation(snapshot, http.endpoint, call.name);
    // Arguments that travel in headers too are routed by on the way: a difference would be judged as another call.
    const isMirrored = era === "modern" && found.operation !== null && mayReach(caller, found.operation.connection.id);
    found.problem = isMirrored
      ? paramHeaderProblem(found.operation?.inputSchema, call.arguments, http.request.headers)
      : null;
    return found.problem === null ? found.operation : null;
  };
  const answer = await runCall(context.pipeline, { idempotencyKey: idempotency.key, find, ...request });
  if (answer.kind === "unknown_operation" && found.problem !== null) return headerMismatch(message.id, found.problem);
  return told(answer, found.operation?.hasOutputSchema ?? false);
}

interface Parts {
  readonly toolCall: ToolCall;
  readonly call: ToolCallParams;
  readonly cancel: AbortController;
  readonly presence: Departure;
}

function requestOf(context: McpContext, http: McpHttp, parts: Parts): Asked {
  const { toolCall, call } = parts;
  const reason = call.meta[REASON_META];
  const progress = call.progressToken === null ? null : createProgressWriter(call.progressToken);
  return {
    credential: http.credential,
    surface: "mcp",
    arguments: call.arguments,
    client: toolCall.client,
    session: toolCall.session,
    agentReason: typeof reason === "string" ? reason.slice(0, MAX_REASON) : null,
    wait: waitingOf(context, parts, progress),
    cancel: parts.cancel,
    ...(progress && { onProgress: (update: ProgressUpdate) => toolCall.reply.notify(progress(update)) }),
  };
}

type ProgressWriter = ReturnType<typeof createProgressWriter>;

function waitingOf(context: McpContext, parts: Parts, progress: ProgressWriter | null): Waiting {
  const { toolCall, presence } = parts;
  const { client, takesTasks, reply } = toolCall;
  // What was measured was measured on streams.
  const measured = reply.canStream ? client.name : null;
  return {
    ticketAfterMs: takesTasks ? 0 : ticketAfterMs(measured, progress !== null, context.ticketAfterMs),
    isTask: takesTasks,
    onHeartbeat: (text) => toolCall.reply.notify(progress ? progress({ message: text }) : null),
    presence,
  };
}
