import { isUtf8 } from "node:buffer";
import { CALL_JSON_BOUNDS, type JsonObject, type JsonValue, parseStrictJson } from "@countersign/core";
import { RPC } from "../wire/error-codes.ts";
import {
  type ReadMessage,
  type RequestId,
  type RpcMessage,
  type RpcNotification,
  type RpcRequest,
  readMessage,
} from "../wire/messages.ts";
import {
  BATCH_REVISION,
  isModernRevision,
  LEGACY_REVISIONS,
  META,
  MODERN_REVISIONS,
  negotiateLegacyRevision,
  readImplementation,
} from "../wire/revisions.ts";
import { errorJson, type HttpAnswer, jsonAnswer } from "../wire/write-message.ts";
import {
  type ClientClaims,
  claimsModern,
  claimsOf,
  envelopeProblem,
  type Headers,
  headerOf,
  headerProblem,
  metaOf,
} from "./envelope.ts";
import { type Accepts, isJsonContent, readAccept } from "./media.ts";

export interface HttpParts {
  readonly method: string;
  /** Names in lower case, as node:http gives them. */
  readonly headers: Headers;
  readonly body: Buffer | string;
}

/** A request of the stateless era: one message, its version and the caller's claims. */
export interface ModernRead {
  readonly ok: true;
  readonly kind: "modern";
  readonly era: "modern";
  readonly revision: string;
  readonly message: RpcRequest | RpcNotification;
  readonly client: ClientClaims;
  readonly accepts: Accepts;
}

/** Messages of the handshake era. `revision` is null when no header names one (2025-03-26 has no such header). */
export interface LegacyRead {
  readonly ok: true;
  readonly kind: "legacy";
  readonly era: "legacy";
  readonly revision: string | null;
  readonly sessionId: string | null;
  readonly messages: readonly RpcMessage[];
  /** True when the body was an array: the answers go out as one, too. */
  readonly isBatch: boolean;
  readonly accepts: Accepts;
}

/** A legacy GET: the client opens the session's stream of server messages. */
export interface StreamRead {
  readonly ok: true;
  readonly kind: "stream";
  readonly era: "legacy";
  readonly revision: string | null;
  readonly sessionId: string | null;
  readonly lastEventId: string | null;
}

/** A legacy DELETE: the client ends its session. */
export interface EndRead {
  readonly ok: true;
  readonly kind: "end_session";
  readonly era: "legacy";
  readonly revision: string | null;
  readonly sessionId: string | null;
}

/** Nothing to run: write `answer` as it is. `reason` is for logs and holds nothing of the body. */
export interface Refused {
  readonly ok: false;
  readonly code: number;
  readonly reason: string;
  readonly answer: HttpAnswer;
}

export type McpRead = ModernRead | LegacyRead | StreamRead | EndRead | Refused;

const MAX_BATCH = 64;

/**
 * Reads one HTTP request to an MCP endpoint, strictly: JSON without duplicate or prototype keys, exact JSON-RPC,
 * headers that agree with the body. The era follows from the request alone. Never throws; all that is wrong comes
 * back as a ready HTTP answer below 500.
 */
export function readMcpRequest(parts: HttpParts): McpRead {
  const { headers } = parts;
  if (parts.method !== "POST") return readBodyless(parts.method, headers);
  if (!isJsonContent(headerOf(headers, "content-type"))) {
    return refuse(415, { code: RPC.transport, message: "the Content-Type must be application/json in UTF-8" });
  }
  const accepts = readAccept(headerOf(headers, "accept"));
  if (!accepts.json && !accepts.sse) {
    return refuse(406, { code: RPC.transport, message: "Accept must name application/json or text/event-stream" });
  }
  const parsed = parseBody(parts.body);
  if (!parsed.ok) return parsed;
  if (Array.isArray(parsed.value)) return readBatch(parsed.value, headers, accepts);
  const read = readMessage(parsed.value);
  if (!read.ok) return refuse(400, { code: RPC.invalidRequest, message: read.message, id: read.id });
  return readSingle(read.message, headers, accepts);
}

function parseBody(body: Buffer | string): { readonly ok: true; readonly value: JsonValue } | Refused {
  if (body.length > CALL_JSON_BOUNDS.maxLength) return tooLarge();
  if (typeof body !== "string" && !isUtf8(body)) {
    return refuse(400, { code: RPC.parseError, message: "the body is not valid UTF-8" });
  }
  const parsed = parseStrictJson(typeof body === "string" ? body : body.toString("utf8"));
  if (parsed.ok) return parsed;
  const { code, message, path, offset } = parsed.error;
  if (code === "too_large") return tooLarge();
  const where = { reason: code, path: path.slice(0, 200), offset };
  return refuse(400, { code: RPC.parseError, message: `invalid JSON: ${message}`, data: where });
}

/** The answer to a body over the bound; also for a server that stops reading before the end. */
export function tooLarge(maxBytes: number = CALL_JSON_BOUNDS.maxLength): Refused {
  return refuse(413, { code: RPC.transport, message: `the body is larger than ${maxBytes} bytes` });
}

function readBodyless(method: string, headers: Headers): McpRead {
  const version = headerOf(headers, "mcp-protocol-version");
  if ((method !== "GET" && method !== "DELETE") || (version !== undefined && isModernRevision(version))) {
    const allow = version !== undefined && isModernRevision(version) ? "POST" : "GET, POST, DELETE";
    return refuse(405, { code: RPC.transport, message: "method not allowed", headers: { allow } });
  }
  if (version !== undefined && !LEGACY_REVISIONS.includes(version)) return unknownLegacyRevision(null);
  const common = { ok: true, era: "legacy", revision: version ?? null, sessionId: sessionOf(headers) } as const;
  if (method === "DELETE") return { ...common, kind: "end_session" };
  if (!readAccept(headerOf(headers, "accept")).sse) {
    return refuse(406, { code: RPC.transport, message: "Accept must name text/event-stream" });
  }
  return { ...common, kind: "stream", lastEventId: headerOf(headers, "last-event-id") ?? null };
}

function readSingle(message: RpcMessage, headers: Headers, accepts: Accepts): McpRead {
  const version = headerOf(headers, "mcp-protocol-version");
  const headerIsModern = version !== undefined && isModernRevision(version);
  if (message.type !== "response" && claimsModern(message.params)) return readModern(message, headers, accepts);
  if (headerIsModern) return refuseUnclaimed(message, version);
  const isInitialize = message.type === "request" && message.method === "initialize";
  if (isInitialize) {
    const problem = initializeProblem(message.params);
    if (problem !== null) return refuse(400, { code: RPC.invalidParams, message: problem, id: message.id });
  } else if (version !== undefined && !LEGACY_REVISIONS.includes(version)) {
    return unknownLegacyRevision(message.type === "notification" ? null : message.id);
  }
  const revision = isInitialize
    ? negotiateLegacyRevision(String(message.params?.["protocolVersion"]))
    : (version ?? null);
  const sessionId = isInitialize ? null : sessionOf(headers);
  return { ok: true, kind: "legacy", era: "legacy", revision, sessionId, messages: [message], isBatch: false, accepts };
}

/** The header names the modern era and the body doesn't claim it: an answer that tells the client what is missing. */
function refuseUnclaimed(message: RpcMessage, version: string): Refused {
  if (message.type === "response") {
    return refuse(400, { code: RPC.invalidRequest, message: "responses can't be posted in this revision" });
  }
  const id = message.type === "request" ? message.id : null;
  if (message.type === "request" && message.method === "initialize") {
    const text = "initialize is not of the revision that the MCP-Protocol-Version header names";
    return refuse(400, { code: RPC.headerMismatch, message: text, id });
  }
  const meta = metaOf(message.params);
  const missing = [META.protocolVersion, META.clientCapabilities].filter(
    (key) => meta === null || !Object.hasOwn(meta, key),
  );
  const text = `the request names revision ${version} but its _meta lacks ${missing.join(", ")}`;
  return refuse(400, { code: RPC.invalidParams, message: text, id, data: { envelope: { missing } } });
}

function readModern(message: RpcRequest | RpcNotification, headers: Headers, accepts: Accepts): McpRead {
  const meta = metaOf(message.params) ?? {};
  const id = message.type === "request" ? message.id : null;
  const issue = envelopeProblem(meta);
  if (issue !== null) {
    const text = `invalid _meta: ${issue.key}: ${issue.problem}`;
    return refuse(400, { code: RPC.invalidParams, message: text, id, data: { envelope: { ...issue } } });
  }
  const revision = String(meta[META.protocolVersion]);
  const version = headerOf(headers, "mcp-protocol-version");
  const method = headerOf(headers, "mcp-method");
  const disagrees =
    (version !== undefined && version !== revision) || (method !== undefined && method !== message.method);
  if (!disagrees && !MODERN_REVISIONS.includes(revision)) {
    const data = { supported: [...MODERN_REVISIONS], requested: revision.slice(0, 64) };
    return refuse(400, { code: RPC.unsupportedVersion, message: "unsupported protocol version", id, data });
  }
  if (message.type === "request" || disagrees) {
    const standard = { version, method, name: headerOf(headers, "mcp-name") };
    const problem = headerProblem(standard, { method: message.method, params: message.params, revision });
    if (problem !== null) return refuse(400, { code: RPC.headerMismatch, message: problem, id });
  }
  return { ok: true, kind: "modern", era: "modern", revision, message, client: claimsOf(meta), accepts };
}

function readBatch(values: readonly JsonValue[], headers: Headers, accepts: Accepts): McpRead {
  const version = headerOf(headers, "mcp-protocol-version");
  const problem = batchProblem(values, version);
  if (problem !== null) return refuse(400, { code: RPC.invalidRequest, message: problem });
  const messages: RpcMessage[] = [];
  const ids = new Set<RequestId>();
  for (const value of values) {
    const read: ReadMessage = readMessage(value);
    if (!read.ok) return refuse(400, { code: RPC.invalidRequest, message: read.message });
    const { message } = read;
    if (message.type !== "response" && claimsModern(message.params)) {
      return refuse(400, { code: RPC.invalidRequest, message: "a batch can't hold requests of a later revision" });
    }
    if (message.type === "request") {
      if (message.method === "initialize" || ids.has(message.id)) {
        const text = "a batch can hold neither initialize nor one id twice";
        return refuse(400, { code: RPC.invalidRequest, message: text });
      }
      ids.add(message.id);
    }
    messages.push(message);
  }
  const common = { revision: version ?? null, sessionId: sessionOf(headers), accepts };
  return { ok: true, kind: "legacy", era: "legacy", messages, isBatch: true, ...common };
}

function batchProblem(values: readonly JsonValue[], version: string | undefined): string | null {
  // 2025-03-26 has no version header, so no header may mean that revision.
  if (version !== undefined && version !== BATCH_REVISION)
    return "this revision has no batches: send one message a request";
  if (values.length === 0) return "the batch is empty";
  return values.length > MAX_BATCH ? `a batch can hold at most ${MAX_BATCH} messages` : null;
}

function initializeProblem(params: JsonObject | null): string | null {
  if (typeof params?.["protocolVersion"] !== "string") return "initialize needs protocolVersion as text";
  if (readImplementation(params["clientInfo"]) === null) return "initialize needs clientInfo with name and version";
  const capabilities = params["capabilities"];
  if (typeof capabilities !== "object" || capabilities === null || Array.isArray(capabilities)) {
    return "initialize needs capabilities as an object";
  }
  return null;
}

/** The session id as sent. One that no server of ours could have given still reads as an id, so that it gets its 404. */
function sessionOf(headers: Headers): string | null {
  return headerOf(headers, "mcp-session-id")?.slice(0, 256) ?? null;
}

function unknownLegacyRevision(id: RequestId | null): Refused {
  const message = `unsupported protocol version; supported: ${[...MODERN_REVISIONS, ...LEGACY_REVISIONS].join(", ")}`;
  return refuse(400, { code: RPC.transport, message, id });
}

interface RefusalParts {
  readonly code: number;
  readonly message: string;
  readonly id?: RequestId | null;
  readonly data?: JsonValue;
  readonly headers?: Readonly<Record<string, string>>;
}

function refuse(status: number, parts: RefusalParts): Refused {
  const { code, message, id = null, data, headers = {} } = parts;
  const json = errorJson(id, data === undefined ? { code, message } : { code, message, data });
  return { ok: false, code, reason: message, answer: jsonAnswer(json, status, headers) };
}
