import { isJsonObject, type JsonObject, type JsonValue, parseStrictJson } from "@countersign/core";
import type { Vocabulary } from "#server/views/vocabulary.ts";

export type TriedOperation = Vocabulary["connections"][number]["operations"][number];
export type TriedArgument = TriedOperation["arguments"][number];

export type ReadArguments =
  | { readonly ok: true; readonly value: JsonObject }
  | { readonly ok: false; readonly problem: string };

/** Reads the arguments as the gateway would: strict JSON, an object. Nothing typed yet stands for no arguments. */
export function readArguments(text: string): ReadArguments {
  if (text.trim() === "") return { ok: true, value: {} };
  const parsed = parseStrictJson(text);
  if (!parsed.ok) return { ok: false, problem: `This can't be read as JSON: ${parsed.error.message}.` };
  if (!isJsonObject(parsed.value)) return { ok: false, problem: 'Write an object, such as { "query": "hello" }.' };
  return { ok: true, value: parsed.value };
}

/** Arguments as text, as people read JSON; nothing where there are none. */
export function writeArguments(args: JsonObject): string {
  return Object.keys(args).length === 0 ? "" : JSON.stringify(args, null, 2);
}

/** The arguments with one field as typed: emptied, it is left out. A text that isn't the declared type stays text. */
export function withTyped(
  args: JsonObject,
  { name, type }: Pick<TriedArgument, "name" | "type">,
  typed: string,
): JsonObject {
  if (typed === "") return Object.fromEntries(Object.entries(args).filter(([key]) => key !== name));
  return { ...args, [name]: typedValue(type, typed) };
}

function typedValue(type: string, typed: string): JsonValue {
  if (type === "string") return typed;
  if (type === "any" && !/^[\s]*[[{"\d-]|^\s*(true|false|null)\s*$/.test(typed)) return typed;
  const parsed = parseStrictJson(typed);
  return parsed.ok ? parsed.value : typed;
}

/** How a value stands in the field of its argument. */
export function shownValue(value: JsonValue | undefined): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
