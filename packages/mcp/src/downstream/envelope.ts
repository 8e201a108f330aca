import { isJsonObject, type JsonObject, type JsonValue } from "@countersign/core";
import { decodeHeaderValue, mcpNameOf } from "../wire/header-values.ts";
import { type Implementation, META, readImplementation } from "../wire/revisions.ts";

/** What the caller says of itself: in `_meta` of each modern request, in `initialize` of a legacy session. */
export interface ClientClaims {
  readonly info: Implementation | null;
  readonly capabilities: JsonObject;
}

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** One header as text without surrounding blanks; undefined when it is absent. Repeated headers are joined by commas. */
export function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  if (value === undefined) return undefined;
  return (typeof value === "string" ? value : value.join(", ")).trim();
}

/** The `_meta` object of parameters, if there is one. */
export function metaOf(params: JsonObject | null): JsonObject | null {
  const meta = params?.["_meta"];
  return isJsonObject(meta) ? meta : null;
}

/** True when the parameters claim the modern era: the version key is in `_meta`, whatever its value. */
export function claimsModern(params: JsonObject | null): boolean {
  const meta = metaOf(params);
  return meta !== null && Object.hasOwn(meta, META.protocolVersion);
}

const LOG_LEVELS: ReadonlySet<JsonValue> = new Set([
  "debug",
  "info",
  "notice",
  "warning",
  "error",
  "critical",
  "alert",
  "emergency",
]);

/** Null when `_meta` is a valid modern envelope, else which key is at fault. */
export function envelopeProblem(meta: JsonObject): { readonly key: string; readonly problem: string } | null {
  if (!Object.hasOwn(meta, META.clientCapabilities)) return { key: META.clientCapabilities, problem: "missing" };
  if (typeof meta[META.protocolVersion] !== "string") return { key: META.protocolVersion, problem: "must be text" };
  if (!isJsonObject(meta[META.clientCapabilities]))
    return { key: META.clientCapabilities, problem: "must be an object" };
  const info = meta[META.clientInfo];
  if (info !== undefined && readImplementation(info) === null) {
    return { key: META.clientInfo, problem: "must be an object with name and version" };
  }
  const level = meta[META.logLevel];
  if (level !== undefined && !LOG_LEVELS.has(level)) return { key: META.logLevel, problem: "is no log level" };
  if (!isProgressToken(meta["progressToken"]))
    return { key: "progressToken", problem: "must be text or a whole number" };
  return null;
}

/** The claims in a valid modern envelope. */
export function claimsOf(meta: JsonObject): ClientClaims {
  const capabilities = meta[META.clientCapabilities];
  return {
    info: readImplementation(meta[META.clientInfo]),
    capabilities: isJsonObject(capabilities) ? capabilities : {},
  };
}

export function isProgressToken(value: JsonValue | undefined): boolean {
  return value === undefined || (typeof value === "string" && value.length <= 256) || Number.isSafeInteger(value);
}

export interface StandardHeaders {
  readonly version: string | undefined;
  readonly method: string | undefined;
  readonly name: string | undefined;
}

/**
 * Compares the standard headers of a modern request with its body. Null when they agree, else a sentence that names
 * the disagreement. Proxies route by these headers, so a difference would let a call be judged as another one.
 */
export function headerProblem(
  headers: StandardHeaders,
  message: { readonly method: string; readonly params: JsonObject | null; readonly revision: string },
): string | null {
  const { version, method, name } = headers;
  if (version === undefined) return `the MCP-Protocol-Version header is missing; the body says ${message.revision}`;
  if (version !== message.revision) return "the MCP-Protocol-Version header and the version in _meta disagree";
  if (method === undefined) return `the Mcp-Method header is missing; the body says ${message.method}`;
  if (method !== message.method) return "the Mcp-Method header and the method in the body disagree";
  const wanted = mcpNameOf(message.method, message.params);
  if (wanted === undefined || (wanted === null && name === undefined)) return null;
  if (name === undefined) return "the Mcp-Name header is missing";
  const decoded = decodeHeaderValue(name);
  if (decoded === null) return "the Mcp-Name header holds invalid base64";
  return wanted === null || decoded === wanted ? null : "the Mcp-Name header and the body disagree";
}
