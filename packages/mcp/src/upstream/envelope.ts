import type { JsonObject } from "@countersign/core";
import { encodeHeaderValue, mcpNameOf } from "../wire/header-values.ts";
import type { RequestId } from "../wire/messages.ts";
import { type Implementation, META } from "../wire/revisions.ts";
import { type RawJson, requestJson } from "../wire/write-message.ts";

/** How to speak to an upstream once its era is known. */
export type Dialect =
  | {
      readonly era: "modern";
      readonly revision: string;
      /** The members every request's `_meta` has, as JSON text without the braces. */
      readonly envelope: RawJson;
    }
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
  /** Names in lower case. A fresh object: the channel adds the connection's own. */
  readonly headers: Record<string, string>;
  readonly body: RawJson;
}

/** The dialect of a modern revision. */
export function modernDialect(revision: string, clientInfo: Implementation): Dialect {
  const envelope = {
    [META.protocolVersion]: revision,
    [META.clientInfo]: clientInfo,
    [META.clientCapabilities]: {},
  };
  return { era: "modern", revision, envelope: JSON.stringify(envelope).slice(1, -1) };
}

/** Writes a request in the upstream's dialect: headers and body agree by construction. */
export function writeRequest(dialect: Dialect, request: OutgoingRequest): Wire {
  const { id, method, params, rawParams, meta } = request;
  const members: string[] = [];
  for (const [name, value] of Object.entries(params)) members.push(`${JSON.stringify(name)}:${JSON.stringify(value)}`);
  if (rawParams) for (const [name, raw] of Object.entries(rawParams)) members.push(`${JSON.stringify(name)}:${raw}`);
  const metaJson = writeMeta(dialect, meta);
  if (metaJson !== null) members.push(`"_meta":${metaJson}`);
  const body = requestJson(id, method, `{${members.join(",")}}`);
  const headers = postHeaders(dialect);
  if (dialect.era === "legacy") return { headers, body };
  headers["mcp-method"] = method;
  const name = mcpNameOf(method, params);
  if (typeof name === "string") headers["mcp-name"] = encodeHeaderValue(name);
  return { headers: request.paramHeaders ? { ...headers, ...request.paramHeaders } : headers, body };
}

/** The envelope stands last, so that no other member of the same name can count. */
function writeMeta(dialect: Dialect, meta: JsonObject | undefined): RawJson | null {
  const own = meta === undefined ? "" : JSON.stringify(meta).slice(1, -1);
  if (dialect.era === "legacy") return own === "" ? null : `{${own}}`;
  return own === "" ? `{${dialect.envelope}}` : `{${own},${dialect.envelope}}`;
}

/** Headers of every POST, names in lower case. */
export function postHeaders(dialect: Dialect): Record<string, string> {
  const headers = dialectHeaders(dialect);
  headers["content-type"] = "application/json";
  headers["accept"] = "application/json, text/event-stream";
  return headers;
}

/** The version, and the session where there is one. */
export function dialectHeaders(dialect: Dialect): Record<string, string> {
  const headers: Record<string, string> = {};
  if (dialect.revision !== null) headers["mcp-protocol-version"] = dialect.revision;
  if (dialect.era === "legacy" && dialect.sessionId !== null) headers["mcp-session-id"] = dialect.sessionId;
  return headers;
}
