import type { Refusal } from "@countersign/contracts";
import {
  declaresTasks,
  emptyResult,
  errorAnswer,
  type HttpAnswer,
  type ModernRead,
  missingCapability,
  type RawJson,
  RPC,
  type RpcRequest,
  resultAnswer,
  sessionNotFound,
  TASKS_DECLARED,
  taskResult,
} from "@countersign/mcp";
import type { CallAnswer } from "../pipeline/call.ts";
import { Departure } from "../pipeline/departure.ts";
import { followTicket } from "../pipeline/follow-ticket.ts";
import { type Held, holdTicket } from "../pipeline/hold-ticket.ts";
import { isOfTransport, toolResult, transportRefusal } from "./answers.ts";
import { ticketUnread } from "./call-own-tool.ts";
import type { McpHttp } from "./handle-mcp.ts";
import type { McpContext } from "./mcp-context.ts";
import { clientFacts } from "./session-clients.ts";
import { taskOf } from "./task-of.ts";

const METHODS: ReadonlySet<string> = new Set(["tasks/get", "tasks/update", "tasks/cancel"]);

/** A request of the tasks extension. */
export interface TaskRequest {
  readonly read: ModernRead;
  readonly message: RpcRequest;
}

export function isTaskMethod(method: string): boolean {
  return METHODS.has(method);
}

/** Answers `tasks/get`, `tasks/update` and `tasks/cancel`: an agent's dealings with its own approvals, as by ticket. */
export async function answerTask(context: McpContext, http: McpHttp, task: TaskRequest): Promise<HttpAnswer> {
  const { read, message } = task;
  const { id, params, method } = message;
  const { pipeline, challenge } = context;
  try {
    const holding = await holdTicket(pipeline, { credential: http.credential, session: null }, params?.["taskId"]);
    const isRefusedAtDoor =
      !holding.ok && (holding.answer.kind === "no_session" || isOfTransport(holding.answer.refusal));
    if (isRefusedAtDoor) return refusedAnswer(holding.answer, { id, challenge });
    if (!declaresTasks(read.client.capabilities)) return missingCapability(id, TASKS_DECLARED);
    if (!holding.ok) return unknownTask(id);
    if (method === "tasks/get") return await lookAt(context, http, { ...task, held: holding });
    // We never ask the client for anything, so there is nothing that an update could answer.
    if (method === "tasks/cancel") await pipeline.desk.withdraw(holding.ticket);
    return resultAnswer(id, emptyResult("modern"));
  } catch (error) {
    pipeline.log.warn({ method, error: String(error) }, "a task couldn't be answered");
    return transportRefusal(ticketUnread(), id, challenge);
  }
}

/**
 * How the task stands; an approved call that nobody runs yet is run, as by its ticket. Only what has ended is told as
 * ended: a call that is refused for now, by a cap for one, stays approved, and the task at work.
 */
async function lookAt(
  context: McpContext,
  http: McpHttp,
  { read, message, held }: TaskRequest & { readonly held: Held },
): Promise<HttpAnswer> {
  const presence = new Departure(context.leaving);
  const leave = (): void => presence.leave();
  http.response.once("close", leave);
  try {
    const answer = await followTicket(
      context.pipeline,
      {
        credential: http.credential,
        surface: "mcp",
        arguments: {},
        client: clientFacts(read.client.info),
        session: null,
        agentReason: null,
        idempotencyKey: null,
        wait: { ticketAfterMs: 0, isTask: true, onHeartbeat: () => {}, presence },
        // Closing the stream doesn't cancel what runs: the next look has its answer.
        cancel: new AbortController(),
      },
      held,
    );
    const { id } = message;
    if (answer.kind === "unknown_operation") return unknownTask(id);
    if (answer.kind === "no_session" || (answer.kind === "refused" && isOfTransport(answer.refusal)))
      return refusedAnswer(answer, { id, challenge: context.challenge });
    const approval = (await context.pipeline.desk.read(held.ticket)) ?? held.approval;
    return resultAnswer(id, told(answer, { approval, operation: held.operation }));
  } finally {
    http.response.off("close", leave);
  }
}

function told(
  answer: Exclude<CallAnswer, { kind: "unknown_operation" | "no_session" }>,
  { approval, operation }: Pick<Held, "approval" | "operation">,
): RawJson {
  // Of a tool that is gone the client may still know the schema.
  const target = { era: "modern", hasOutputSchema: operation?.hasOutputSchema ?? true } as const;
  if (answer.kind === "result") return taskResult(taskOf(approval, ENDED), toolResult(answer, target));
  const statusMessage = answer.refusal.detail;
  // Asked anew under another ticket: that one is this task's result.
  const isAnother = answer.kind === "pending" && answer.approval.id !== approval.id;
  if (isAnother) return taskResult(taskOf(approval, { ...ENDED, statusMessage }), toolResult(answer, target));
  const task = taskOf(approval, { statusMessage });
  return taskResult(task, task.status === "completed" ? toolResult(answer, target) : null);
}

const ENDED = { status: "completed", statusMessage: "The call ran." } as const;

function refusedAnswer(
  answer: { readonly kind: "no_session" } | { readonly kind: "refused"; readonly refusal: Refusal },
  { id, challenge }: { readonly id: RpcRequest["id"]; readonly challenge: string },
): HttpAnswer {
  return answer.kind === "no_session" ? sessionNotFound(id) : transportRefusal(answer.refusal, id, challenge);
}

function unknownTask(id: RpcRequest["id"]): HttpAnswer {
  return errorAnswer(id, { code: RPC.invalidParams, message: "There is no such task for this agent instance." });
}
