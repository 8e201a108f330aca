import type { JsonObject, JsonValue } from "@countersign/core";
import { encodeHeaderValue, mcpNameOf } from "../wire/header-values.ts";
import type { RequestId } from "../wire/messages.ts";
import { type Implementation, META } from "../wire/revisions.ts";
import { type RawJson, requestJson } from "../wire/write-message.ts";

/** How to speak to an upstream once its era is known. */
export type Dialect =
  | { readonly era: "modern"; readonly revision: string }
  | { readonly era: "legacy"; readonly revision: string | null; readonly sessionId: string | null };

export interface OutgoingRequest {
  readonly id: RequestId;
  readonly method: string;
  /** Parameters without `_meta`. */
  readonly params: JsonObject;
  /** Parameters that are JSON text already; they go out byte for byte. */
  readonly rawParams?: Readonly<Record<string, RawJson>>;
  readonly meta?: JsonObject;
  readonly paramHeaders?: Readonly<Record<string, string>>;
}

export interface Wire {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: RawJson;
}

/** Writes a request in the upstream's dialect: headers and body agree by construction. */
export function writeRequest(dialect: Dialect, request: OutgoingRequest, clientInfo: Implementation): Wire {
  const { id, method, params, rawParams = {}, meta = {} } = request;
  const fullMeta = dialect.era === "modern" ? { ...meta, ...envelope(dialect.revision, clientInfo) } : meta;
  const members = Object.entries(params).map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  for (const [name, raw] of Object.entries(rawParams)) members.push(`${JSON.stringify(name)}:${raw}`);
  if (Object.keys(fullMeta).length > 0) members.push(`"_meta":${JSON.stringify(fullMeta)}`);
  const body = requestJson(id, method, `{${members.join(",")}}`);
  const headers = { ...POST_HEADERS, ...dialectHeaders(dialect) };
  if (dialect.era === "legacy") return { headers, body };
  const name = mcpNameOf(method, params);
  const nameHeader = typeof name === "string" ? { "mcp-name": encodeHeaderValue(name) } : {};
  return { headers: { ...headers, "mcp-method": method, ...nameHeader, ...request.paramHeaders }, body };
}

const POST_HEADERS: Readonly<Record<string, string>> = {
  "content-type": "application/json",
  accept: "application/json, text/event-stream",
};

/** Headers of a POST that carries a notification or a response (legacy only). */
export function postHeaders(dialect: Dialect): Readonly<Record<string, string>> {
  return { ...POST_HEADERS, ...dialectHeaders(dialect) };
}

/** The version, and the session where there is one. */
export function dialectHeaders(dialect: Dialect): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  if (dialect.revision !== null) headers["mcp-protocol-version"] = dialect.revision;
  if (dialect.era === "legacy" && dialect.sessionId !== null) headers["mcp-session-id"] = dialect.sessionId;
  return headers;
}

function envelope(revision: string, clientInfo: Implementation): JsonObject {
  const info: { [name: string]: JsonValue } = { name: clientInfo.name, version: clientInfo.version };
  if (clientInfo.title !== undefined) info["title"] = clientInfo.title;
  return { [META.protocolVersion]: revision, [META.clientInfo]: info, [META.clientCapabilities]: {} };
}
