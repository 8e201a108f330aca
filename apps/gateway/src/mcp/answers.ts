import type { Refusal } from "@countersign/contracts";
import type { JsonObject } from "@countersign/core";
import {
  callResult,
  decisionResult,
  type Era,
  errorAnswer,
  errorJson,
  type HttpAnswer,
  jsonAnswer,
  type RawJson,
  type RequestId,
  RPC,
  resultAnswer,
  sessionNotFound,
  taskCreated,
} from "@countersign/mcp";
import type { CallAnswer } from "../pipeline/call.ts";
import { taskOf } from "./task-of.ts";

/** What an answer is written for. */
export interface AnswerTarget {
  readonly era: Era;
  readonly id: RequestId;
  readonly hasOutputSchema: boolean;
  readonly toolName: string;
  /** A call that waits is answered with a task: the client declares that it takes them. */
  readonly takesTasks: boolean;
  /** The `WWW-Authenticate` header of a 401. */
  readonly challenge: string;
}

/** A call's answer in MCP's words. */
export function toolAnswer(answer: CallAnswer, target: AnswerTarget): HttpAnswer {
  const { id } = target;
  switch (answer.kind) {
    case "no_session":
      return sessionNotFound(id);
    case "unknown_operation":
      return errorAnswer(id, { code: RPC.invalidParams, message: `unknown tool: ${target.toolName.slice(0, 100)}` });
    case "pending":
      if (target.takesTasks) return resultAnswer(id, taskCreated(taskOf(answer.approval), answer.refusal));
      return resultAnswer(id, toolResult(answer, target));
    case "refused":
      if (isOfTransport(answer.refusal)) return transportRefusal(answer.refusal, id, target.challenge);
      return resultAnswer(id, toolResult(answer, target));
    default:
      return resultAnswer(id, toolResult(answer, target));
  }
}

/** The answers that a tool's result can say. */
export function toolResult(
  answer: Exclude<CallAnswer, { kind: "no_session" | "unknown_operation" }>,
  { era, hasOutputSchema }: Pick<AnswerTarget, "era" | "hasOutputSchema">,
): RawJson {
  switch (answer.kind) {
    case "result":
      return callResult(answer.raw, { era });
    case "refused":
      return decisionResult({ era, detail: answer.refusal.detail, decision: answer.refusal, isError: true });
    default: {
      const detail = answer.kind === "pending" ? answer.refusal.detail : answer.text;
      return decisionResult({ era, detail, decision: answer.refusal, isError: false, hasOutputSchema });
    }
  }
}

/** True for refusals that no tool result can carry: who are you, and we can't decide. */
export function isOfTransport(refusal: Refusal): boolean {
  return refusal.code.startsWith("auth.") || refusal.code.startsWith("platform.");
}

/** A refusal of a request as a whole: 401 with the pointer to how to connect, 403, or -32603 with a hint when to retry. */
export function transportRefusal(refusal: Refusal, id: RequestId | null, challenge: string): HttpAnswer {
  const data = asJson(refusal);
  if (refusal.code.startsWith("auth.")) {
    const headers: Record<string, string> = refusal.status === 401 ? { "www-authenticate": challenge } : {};
    return jsonAnswer(errorJson(id, { code: RPC.transport, message: refusal.detail, data }), refusal.status, headers);
  }
  const code = refusal.code.startsWith("platform.") ? RPC.internalError : RPC.invalidRequest;
  const retry =
    refusal.retryAfterMs === undefined ? {} : { "retry-after": String(Math.ceil(refusal.retryAfterMs / 1000)) };
  return jsonAnswer(errorJson(id, { code, message: refusal.detail, data }), 200, retry);
}

function asJson(refusal: Refusal): JsonObject {
  return JSON.parse(JSON.stringify(refusal));
}
