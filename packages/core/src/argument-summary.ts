import { isJsonObject, type JsonObject, type JsonValue } from "./json.ts";

const LONGEST = 160;

/**
 * `name: value` of the first required argument in schema order that was sent, else of the first declared one, else of
 * whatever came: the one line that tells calls of an operation apart. On one line, cut with a visible mark.
 */
export function argumentSummary(inputSchema: JsonObject, args: JsonObject): string {
  const properties = isJsonObject(inputSchema["properties"]) ? Object.keys(inputSchema["properties"]) : [];
  const required = Array.isArray(inputSchema["required"]) ? inputSchema["required"] : [];
  const isSent = (name: string) => Object.hasOwn(args, name);
  const name =
    properties.find((candidate) => required.includes(candidate) && isSent(candidate)) ??
    properties.find(isSent) ??
    Object.keys(args)[0];
  if (name === undefined) return "";
  const text = `${name}: ${inWords(args[name] ?? null)}`;
  const kept = text.slice(0, LONGEST - 1);
  return text.length <= LONGEST ? text : `${kept.isWellFormed() ? kept : kept.slice(0, -1)}…`;
}

function inWords(value: JsonValue): string {
  if (typeof value === "string") return value.replaceAll(/\s+/g, " ");
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value.join(", ");
  return JSON.stringify(value);
}
