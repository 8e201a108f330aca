import { isJsonObject, type JsonObject, type JsonValue } from "../json.ts";
import { parseStrictJson } from "../strict-json.ts";

/** An argument as a form shows it. */
export interface ArgumentOfForm {
  readonly name: string;
  readonly title: string;
  readonly isPresent: boolean;
  readonly value: JsonValue;
}

/** A control of the form: text as it is sent, anything else as JSON. */
export interface EditedField {
  readonly name: string;
  readonly title: string;
  readonly isText: boolean;
  readonly value: string;
}

/** The arguments that are there, as controls; those that aren't can be added as JSON. */
export function editedFields(fields: readonly ArgumentOfForm[]): EditedField[] {
  return fields
    .filter((field) => field.isPresent)
    .map(({ name, title, value }) => {
      const isText = typeof value === "string";
      return { name, title, isText, value: isText ? value : JSON.stringify(value, null, 2) };
    });
}

export type ReadArguments =
  | { readonly ok: true; readonly arguments: JsonObject }
  | { readonly ok: false; readonly problems: Readonly<Record<string, string>> };

/** Reads the form back over the arguments it began with: what has no control stays as it was. */
export function readFields(before: JsonObject, fields: readonly EditedField[]): ReadArguments {
  const problems: Record<string, string> = {};
  const edited = new Map<string, JsonValue>(Object.entries(before));
  for (const { name, isText, value } of fields) {
    const parsed = isText ? null : parseStrictJson(value);
    if (parsed && !parsed.ok) problems[name] = "This isn't JSON. Text needs quotes around it.";
    else edited.set(name, parsed ? parsed.value : value);
  }
  if (Object.keys(problems).length > 0) return { ok: false, problems };
  return { ok: true, arguments: Object.fromEntries(edited) };
}

/** Reads all arguments from one JSON text. */
export function readRaw(text: string): ReadArguments {
  const parsed = parseStrictJson(text);
  if (parsed.ok && isJsonObject(parsed.value)) return { ok: true, arguments: parsed.value };
  const problem = parsed.ok ? "The arguments are one JSON object: {…}." : `This isn't JSON: ${parsed.error.message}`;
  return { ok: false, problems: { "": problem } };
}
