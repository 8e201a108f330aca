import type { JsonValue } from "./json.ts";

/**
 * The canonical text of a JSON value (RFC 8785): members sorted by UTF-16 code units, ECMAScript number form, no space.
 * Throws RangeError on a number that JSON can't carry and TypeError on a lone surrogate (RFC 8785, 3.2.2.2) or a non-JSON value.
 */
export function canonicalJson(value: JsonValue): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new RangeError("a JSON number must be finite");
    return JSON.stringify(value);
  }
  if (typeof value === "string") return canonicalString(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object") throw new TypeError(`not a JSON value: ${typeof value}`);
  const members: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined) members.push(`${canonicalString(key)}:${canonicalJson(member)}`);
  }
  return `{${members.join(",")}}`;
}

function canonicalString(text: string): string {
  if (!text.isWellFormed()) throw new TypeError("text holds a lone surrogate, which has no canonical form");
  return JSON.stringify(text);
}
