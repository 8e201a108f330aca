import type { JsonObject, JsonValue } from "@countersign/core";
import type { RequestId, RpcError } from "./messages.ts";

/** JSON text that goes into a message as it is. */
export type RawJson = string;

/** A JSON-RPC response with a result that is JSON text already. */
export function resultJson(id: RequestId, result: RawJson): RawJson {
  return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${result}}`;
}

/** A JSON-RPC error response. The id is null only when the request's own couldn't be read. */
export function errorJson(id: RequestId | null, error: RpcError): RawJson {
  const { code, message, data } = error;
  return JSON.stringify({
    jsonrpc: "2.0",
    id,
    error: data === undefined ? { code, message } : { code, message, data },
  });
}

/** A JSON-RPC notification. */
export function notificationJson(method: string, params?: JsonObject): RawJson {
  return JSON.stringify(params === undefined ? { jsonrpc: "2.0", method } : { jsonrpc: "2.0", method, params });
}

/** A JSON-RPC request whose parameters are JSON text already. */
export function requestJson(id: RequestId, method: string, params: RawJson): RawJson {
  return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"method":${JSON.stringify(method)},"params":${params}}`;
}

/** An HTTP answer ready to be written. `body` null means none. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

const JSON_HEADERS: Readonly<Record<string, string>> = { "content-type": "application/json" };

/** A JSON text as an HTTP answer. */
export function jsonAnswer(json: RawJson, status = 200, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  return { status, headers: { ...JSON_HEADERS, ...headers }, body: Buffer.from(json) };
}

/** The answer to a POST of notifications or responses only. */
export const ACCEPTED: HttpAnswer = { status: 202, headers: {}, body: null };

export interface ProgressUpdate {
  readonly progress: number;
  readonly total?: number;
  readonly message?: string;
}

/**
 * Writes `notifications/progress` for one token. Progress must rise with each notification, so an update that
 * doesn't rise (an upstream's own numbering after ours, for instance) is lifted just above the last one.
 */
export function createProgressWriter(token: RequestId): (update?: Partial<ProgressUpdate>) => RawJson {
  let last = 0;
  return (update = {}) => {
    const wanted = update.progress ?? last + 1;
    const rises = wanted > last || (last === 0 && wanted === 0);
    const progress = rises ? wanted : last + 1;
    last = progress;
    const params: { [name: string]: JsonValue } = { progressToken: token, progress };
    if (update.total !== undefined && update.total >= progress) params["total"] = update.total;
    if (update.message !== undefined) params["message"] = update.message;
    return notificationJson("notifications/progress", params);
  };
}
