import type { JsonObject, JsonValue } from "@countersign/core";

/** Which parameter the `Mcp-Name` header mirrors, by method (2026-07-28, standard request headers; tasks extension). */
const NAME_SOURCE: Readonly<Record<string, string>> = {
  "tools/call": "name",
  "prompts/get": "name",
  "resources/read": "uri",
  "tasks/get": "taskId",
  "tasks/update": "taskId",
  "tasks/cancel": "taskId",
};

/** The value `Mcp-Name` must mirror: undefined when the method has none, null when the body lacks it. */
export function mcpNameOf(method: string, params: JsonObject | null): string | null | undefined {
  if (!Object.hasOwn(NAME_SOURCE, method)) return undefined;
  const value = params?.[NAME_SOURCE[method] ?? ""];
  return typeof value === "string" ? value : null;
}

const SENTINEL = /^=\?base64\?(.*)\?=$/s;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** Visible ASCII and inner spaces: what a field value may hold unencoded. */
const PLAIN = /^[!-~](?:[ -~]*[!-~])?$/;

/** Writes text as a header value; text that a field can't carry as it is goes as `=?base64?…?=`. */
export function encodeHeaderValue(text: string): string {
  if (PLAIN.test(text) && !SENTINEL.test(text)) return text;
  return `=?base64?${Buffer.from(text, "utf8").toString("base64")}?=`;
}

/** Reads a header value back. Null when it claims base64 but isn't canonical base64 of UTF-8. */
export function decodeHeaderValue(value: string): string | null {
  const encoded = SENTINEL.exec(value)?.[1];
  if (encoded === undefined) return value;
  if (!BASE64.test(encoded)) return null;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  return Buffer.from(text, "utf8").toString("base64") === encoded ? text : null;
}

export interface ParamHeader {
  readonly path: readonly string[];
  /** The full header name, as declared: `Mcp-Param-Region`. */
  readonly header: string;
  readonly numeric: boolean;
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const PARAM_TYPES: ReadonlySet<unknown> = new Set(["string", "integer", "boolean", "number"]);
const scanned = new WeakMap<object, readonly ParamHeader[]>();

/**
 * The `x-mcp-header` declarations of a tool's input schema: parameters that travel in `Mcp-Param-*` headers too.
 * Only properties reachable through `properties` count; a declaration that breaks the rules is left out.
 */
export function paramHeadersOf(inputSchema: JsonValue | undefined): readonly ParamHeader[] {
  if (typeof inputSchema !== "object" || inputSchema === null) return [];
  const known = scanned.get(inputSchema);
  if (known) return known;
  const found: ParamHeader[] = [];
  collect(inputSchema, [], found);
  const names = found.map(({ header }) => header.toLowerCase());
  const usable = found.filter((_, index) => names.indexOf(names[index] ?? "") === index);
  scanned.set(inputSchema, usable);
  return usable;
}

function collect(schema: JsonValue, path: readonly string[], found: ParamHeader[]): void {
  if (typeof schema !== "object" || schema === null || Array.isArray(schema) || path.length > 64) return;
  const name = schema["x-mcp-header"];
  if (typeof name === "string" && TOKEN.test(name) && path.length > 0 && PARAM_TYPES.has(schema["type"])) {
    const numeric = schema["type"] === "integer" || schema["type"] === "number";
    found.push({ path, header: `Mcp-Param-${name}`, numeric });
  }
  const properties = schema["properties"];
  if (typeof properties !== "object" || properties === null || Array.isArray(properties)) return;
  for (const [key, child] of Object.entries(properties)) collect(child, [...path, key], found);
}

/** The `Mcp-Param-*` headers of one call, names in lower case. Absent, null and inexact values have none. */
export function paramHeaderValues(inputSchema: JsonValue | undefined, args: JsonValue): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const { path, header } of paramHeadersOf(inputSchema)) {
    const text = primitiveText(valueAt(args, path));
    if (text !== null) headers[header.toLowerCase()] = encodeHeaderValue(text);
  }
  return headers;
}

/** Null when every declared `Mcp-Param-*` header equals its argument, else a sentence that names the one that doesn't. */
export function paramHeaderProblem(
  inputSchema: JsonValue | undefined,
  args: JsonValue,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): string | null {
  for (const { path, header, numeric } of paramHeadersOf(inputSchema)) {
    const value = valueAt(args, path);
    const text = primitiveText(value);
    if (text === null) continue;
    const sent = headers[header.toLowerCase()];
    if (typeof sent !== "string") return `the ${header} header is missing but the argument ${path.join(".")} is given`;
    const decoded = decodeHeaderValue(sent.trim());
    const isEqual =
      decoded === text || (numeric && decoded !== null && DECIMAL.test(decoded) && Number(decoded) === value);
    if (!isEqual) return `the ${header} header and the argument ${path.join(".")} disagree`;
  }
  return null;
}

const DECIMAL = /^-?\d+(?:\.\d+)?$/;

function valueAt(root: JsonValue, path: readonly string[]): JsonValue | undefined {
  let node: JsonValue | undefined = root;
  for (const key of path) {
    if (typeof node !== "object" || node === null || Array.isArray(node) || !Object.hasOwn(node, key)) return undefined;
    node = node[key];
  }
  return node;
}

function primitiveText(value: JsonValue | undefined): string | null {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  if (typeof value !== "number" || (Number.isInteger(value) && !Number.isSafeInteger(value))) return null;
  return String(value);
}
