import type { JsonValue } from "@countersign/core";
import { modernStatus, RPC } from "../wire/error-codes.ts";
import type { RequestId } from "../wire/messages.ts";
import type { Era } from "../wire/revisions.ts";
import { errorJson, type HttpAnswer, jsonAnswer, type RawJson, resultJson } from "../wire/write-message.ts";

/** A result as a whole HTTP answer. */
export function resultAnswer(
  id: RequestId,
  result: RawJson,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer {
  return jsonAnswer(resultJson(id, result), 200, headers);
}

export interface ErrorParts {
  readonly code: number;
  readonly message: string;
  readonly data?: JsonValue;
}

/** An error of the method itself: HTTP 200, except -32021, which is 400 wherever it comes from. */
export function errorAnswer(id: RequestId, error: ErrorParts): HttpAnswer {
  return jsonAnswer(errorJson(id, error), error.code === RPC.missingCapability ? 400 : 200);
}

/** A method that we don't serve: 404 in the modern era, an ordinary error before. */
export function methodNotFound(era: Era, id: RequestId, method: string): HttpAnswer {
  const error = { code: RPC.methodNotFound, message: `method not found: ${method}` };
  return jsonAnswer(errorJson(id, error), era === "modern" ? modernStatus(error.code) : 200);
}

/** The request needs capabilities that the client didn't declare: which, in `data`. */
export function missingCapability(id: RequestId, required: { readonly [name: string]: JsonValue }): HttpAnswer {
  const data = { requiredCapabilities: { ...required } };
  const message = "the request needs capabilities that the client did not declare";
  return jsonAnswer(errorJson(id, { code: RPC.missingCapability, message, data }), 400);
}

/** Exactly 404 for a session that is unknown, has ended, or belongs to another principal. */
export function sessionNotFound(id: RequestId | null = null): HttpAnswer {
  return jsonAnswer(errorJson(id, { code: RPC.sessionNotFound, message: "session not found" }), 404);
}

/** An argument that travels in a header too (`x-mcp-header`) differs from its header. */
export function headerMismatch(id: RequestId, problem: string): HttpAnswer {
  return jsonAnswer(errorJson(id, { code: RPC.headerMismatch, message: problem }), 400);
}

/** The answers to a batch, as one array (2025-03-26). */
export function batchAnswer(responses: readonly RawJson[]): HttpAnswer {
  return jsonAnswer(`[${responses.join(",")}]`);
}
