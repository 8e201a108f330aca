import { isJsonObject, type JsonObject, type JsonValue } from "@countersign/core";

export type RequestId = string | number;

export interface RpcRequest {
  readonly type: "request";
  readonly id: RequestId;
  readonly method: string;
  readonly params: JsonObject | null;
}

export interface RpcNotification {
  readonly type: "notification";
  readonly method: string;
  readonly params: JsonObject | null;
}

export interface RpcError {
  readonly code: number;
  readonly message: string;
  readonly data?: JsonValue;
}

export interface RpcResponse {
  readonly type: "response";
  /** Null only in an error about a message whose id couldn't be read. */
  readonly id: RequestId | null;
  readonly result: JsonObject | null;
  readonly error: RpcError | null;
}

export type RpcMessage = RpcRequest | RpcNotification | RpcResponse;

export type ReadMessage =
  | { readonly ok: true; readonly message: RpcMessage }
  | { readonly ok: false; readonly id: RequestId | null; readonly message: string };

const MEMBERS: ReadonlySet<string> = new Set(["jsonrpc", "id", "method", "params", "result", "error"]);
const MAX_ID_LENGTH = 256;
const MAX_METHOD_LENGTH = 128;

/**
 * Reads one JSON-RPC 2.0 message as MCP narrows it: ids are text or whole numbers, never null; `params` is an object.
 * Member names are exact: unknown members and variants in case are refused, so that no reader further on can see
 * another message than we did.
 */
export function readMessage(value: JsonValue): ReadMessage {
  if (!isJsonObject(value)) return { ok: false, id: null, message: "a JSON-RPC message must be an object" };
  const id = isRequestId(value["id"]) ? value["id"] : null;
  const problem = messageProblem(value, id);
  if (problem !== null) return { ok: false, id, message: problem };
  const params = isJsonObject(value["params"]) ? value["params"] : null;
  const method = value["method"];
  if (typeof method === "string") {
    return {
      ok: true,
      message: id === null ? { type: "notification", method, params } : { type: "request", id, method, params },
    };
  }
  const result = isJsonObject(value["result"]) ? value["result"] : null;
  return { ok: true, message: { type: "response", id, result, error: readError(value["error"]) } };
}

function messageProblem(value: JsonObject, id: RequestId | null): string | null {
  for (const name of Object.keys(value)) {
    if (!MEMBERS.has(name)) return `unknown member ${JSON.stringify(name.slice(0, 40))} in the JSON-RPC message`;
  }
  if (value["jsonrpc"] !== "2.0") return 'the member "jsonrpc" must be "2.0"';
  const isError = "error" in value;
  if ("id" in value && id === null && !(isError && value["id"] === null)) {
    return `the member "id" must be a whole number or text of at most ${MAX_ID_LENGTH} characters`;
  }
  if ("method" in value) return callProblem(value);
  if ("params" in value) return 'a message with "params" needs a "method"';
  if (isError === "result" in value) return 'a message needs exactly one of "method", "result" and "error"';
  if (isError)
    return readError(value["error"]) === null ? 'the member "error" needs a whole-number code and a message' : null;
  if (id === null) return 'a result needs an "id"';
  return isJsonObject(value["result"]) ? null : 'the member "result" must be an object';
}

function callProblem(value: JsonObject): string | null {
  const method = value["method"];
  if (typeof method !== "string" || method === "" || method.length > MAX_METHOD_LENGTH) {
    return `the member "method" must be text of 1 to ${MAX_METHOD_LENGTH} characters`;
  }
  if ("result" in value || "error" in value) return 'a message with a "method" can have neither "result" nor "error"';
  if ("params" in value && !isJsonObject(value["params"])) return 'the member "params" must be an object';
  return null;
}

function isRequestId(value: JsonValue | undefined): value is RequestId {
  return typeof value === "string" ? value.length <= MAX_ID_LENGTH : Number.isSafeInteger(value);
}

function readError(value: JsonValue | undefined): RpcError | null {
  if (!isJsonObject(value)) return null;
  const code = value["code"];
  const message = value["message"];
  if (typeof code !== "number" || !Number.isSafeInteger(code) || typeof message !== "string") return null;
  const data = value["data"];
  return data === undefined ? { code, message } : { code, message, data };
}
