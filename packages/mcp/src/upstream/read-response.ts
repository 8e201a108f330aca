import { isUtf8 } from "node:buffer";
import { isJsonObject, type JsonObject, type JsonValue } from "@countersign/core";
import { type RequestId, type RpcError, type RpcMessage, readMessage } from "../wire/messages.ts";
import { goesPast, rawElements, rawMember } from "../wire/raw-json.ts";
import type { RawJson } from "../wire/write-message.ts";

export type Received =
  | { readonly type: "result"; readonly raw: RawJson; readonly value: JsonObject }
  | { readonly type: "error"; readonly error: RpcError }
  | { readonly type: "other"; readonly message: RpcMessage }
  | { readonly type: "invalid" };

const INVALID: Received = { type: "invalid" };
/**
 * What goes past is refused before it is decoded: JSON.parse and all that walks its result recurse, and six megabytes of
 * small members take some ninety of memory.
 */
const BOUNDS = { depth: 512, values: 200_000 };

/** Reads a message from an upstream and says whether it answers `id`. Upstreams may write unknown members: they are ignored. */
export function readReceived(text: string, id: RequestId): Received {
  if (goesPast(text, BOUNDS)) return INVALID;
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    return INVALID;
  }
  if (Array.isArray(value)) {
    const at = value.findIndex((element) => isJsonObject(element) && element["id"] === id && !("method" in element));
    const raw = at < 0 ? undefined : rawElements(text)[at];
    return raw === undefined ? INVALID : readReceived(raw, id);
  }
  if (!isJsonObject(value) || value["jsonrpc"] !== "2.0") return INVALID;
  if (!("method" in value) && isJsonObject(value["result"]) && value["id"] === id) {
    const raw = rawMember(text, "result");
    return raw === null ? INVALID : { type: "result", raw, value: value["result"] };
  }
  const read = readMessage(known(value));
  if (!read.ok) return INVALID;
  const { message } = read;
  if (message.type === "response" && message.error && (message.id === id || message.id === null)) {
    return { type: "error", error: message.error };
  }
  return { type: "other", message };
}

function known(value: JsonObject): JsonObject {
  const kept: JsonObject = {};
  for (const name of ["jsonrpc", "id", "method", "params", "result", "error"]) {
    const member = value[name];
    if (member !== undefined) kept[name] = member;
  }
  return kept;
}

/** The body as text, or null when it isn't UTF-8. */
export function bodyText(body: Buffer): string | null {
  return isUtf8(body) ? body.toString("utf8") : null;
}
