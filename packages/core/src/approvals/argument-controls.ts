import { canonicalJson } from "../canonical-json.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json.ts";
import { parseStrictJson } from "../strict-json.ts";
import type { ReadArguments } from "./edited-arguments.ts";

/** How one argument of a call is changed in a form that knows more than text. */
export interface ArgumentControl {
  readonly name: string;
  /** `lines`: a list of texts, one a line. `json`: whatever has no control of its own. */
  readonly kind: "text" | "number" | "integer" | "boolean" | "choice" | "lines" | "json";
  /** What a choice offers; empty for other kinds. A form answers with the place in it. */
  readonly choices: readonly JsonValue[];
  /** Whether the call can't do without it. */
  readonly isRequired: boolean;
  /** As the form shows it at first: text, or the place in `choices`; null where the argument isn't there. */
  readonly value: string | null;
}

/** Slack's lists take as many, and radio buttons fewer. */
const MOST_CHOICES = 100;
const PLAIN_NUMBER = /^-?\d{1,15}(\.\d{1,15})?$/;

/**
 * The arguments of a call as controls: those that its operation's JSON Schema declares, in its order, then others that the
 * call has. A control by the declared type, if what is there fits into it so that it comes back as it was.
 */
export function argumentControls(schema: JsonObject, args: JsonObject): ArgumentControl[] {
  const properties = isJsonObject(schema["properties"]) ? schema["properties"] : {};
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  const names = [...new Set([...Object.keys(properties), ...Object.keys(args)])];
  return names.map((name) => {
    const declared = Object.hasOwn(properties, name) ? properties[name] : undefined;
    const property = isJsonObject(declared) ? declared : {};
    const value = Object.hasOwn(args, name) ? args[name] : undefined;
    return {
      name,
      isRequired: required.includes(name),
      ...controlOf(property, value),
    };
  });
}

type Control = Pick<ArgumentControl, "kind" | "choices" | "value">;

function controlOf(property: JsonObject, value: JsonValue | undefined): Control {
  const choices = choicesOf(property);
  const kind = choices.length > 0 ? "choice" : kindOf(property, value);
  if (value === undefined) return { kind, choices, value: null };
  const written = write({ kind, choices }, value);
  return written === null
    ? { kind: "json", choices: [], value: JSON.stringify(value, null, 2) }
    : { kind, choices, value: written };
}

function choicesOf({ enum: values, const: only }: JsonObject): readonly JsonValue[] {
  const all = Array.isArray(values) ? values : only === undefined ? [] : [only];
  const isOffered =
    all.length <= MOST_CHOICES &&
    all.every((each) => typeof each === "string" || each === null || typeof each === "number");
  return isOffered ? all : [];
}

function kindOf({ type, items }: JsonObject, value: JsonValue | undefined): ArgumentControl["kind"] {
  const types = (Array.isArray(type) ? type : [type]).filter((each) => each !== "null");
  const [only] = types.length === 1 ? types : [];
  if (only === undefined) return typeof value === "string" ? "text" : "json";
  if (only === "string") return "text";
  if (only === "number" || only === "integer" || only === "boolean") return only;
  return only === "array" && isJsonObject(items) && items["type"] === "string" && items["enum"] === undefined
    ? "lines"
    : "json";
}

/** A value as its control shows it; null where the control can't. */
function write({ kind, choices }: Pick<Control, "kind" | "choices">, value: JsonValue): string | null {
  const text = ((): string | null => {
    switch (kind) {
      case "text":
        return typeof value === "string" ? value : null;
      case "number":
      case "integer":
        return typeof value === "number" && PLAIN_NUMBER.test(String(value)) ? String(value) : null;
      case "boolean":
        return typeof value === "boolean" ? String(value) : null;
      case "choice": {
        const at = choices.findIndex((choice) => canonicalJson(choice) === canonicalJson(value));
        return at < 0 ? null : String(at);
      }
      case "lines":
        return Array.isArray(value) && value.every((item) => typeof item === "string") ? value.join("\n") : null;
      case "json":
        return JSON.stringify(value, null, 2);
    }
  })();
  if (text === null) return null;
  const back = read({ kind, choices }, text);
  return back.ok && canonicalJson(back.value) === canonicalJson(value) ? text : null;
}

type ReadValue = { readonly ok: true; readonly value: JsonValue } | { readonly ok: false; readonly problem: string };

function read({ kind, choices }: Pick<Control, "kind" | "choices">, text: string): ReadValue {
  switch (kind) {
    case "text":
      return { ok: true, value: text };
    case "number":
      return numberOf(text, /^-?(0|[1-9]\d*)(\.\d+)?$/, "This isn't a number.");
    case "integer":
      return numberOf(text, /^-?(0|[1-9]\d*)$/, "This isn't a whole number.");
    case "boolean":
      return text === "true" || text === "false"
        ? { ok: true, value: text === "true" }
        : { ok: false, problem: "Choose yes or no." };
    case "choice": {
      const choice = /^\d{1,3}$/.test(text) ? choices[Number(text)] : undefined;
      return choice === undefined ? { ok: false, problem: "Choose one that is offered." } : { ok: true, value: choice };
    }
    case "lines":
      return { ok: true, value: text === "" ? [] : text.split("\n") };
    case "json": {
      const parsed = parseStrictJson(text);
      return parsed.ok
        ? { ok: true, value: parsed.value }
        : { ok: false, problem: "This isn't JSON. Text needs quotes around it." };
    }
  }
}

function numberOf(text: string, form: RegExp, problem: string): ReadValue {
  const typed = text.trim();
  const value = Number(typed);
  // What a number can't hold exactly would be sent as another one than was typed.
  if (!form.test(typed) || (Number.isInteger(value) && !Number.isSafeInteger(value))) return { ok: false, problem };
  return { ok: true, value };
}

/**
 * Reads a form back over the arguments it began with. `typed` has what stands in each control now, by name; null where it
 * is empty. What has no control, or wasn't touched, stays as it was; an optional argument whose control is emptied goes.
 */
export function readControls(
  before: JsonObject,
  controls: readonly ArgumentControl[],
  typed: ReadonlyMap<string, string | null>,
): ReadArguments {
  const problems = new Map<string, string>();
  const edited = new Map<string, JsonValue>(Object.entries(before));
  for (const control of controls) {
    const text = typed.get(control.name) ?? null;
    if (isUntouched(control, text)) continue;
    if (text === null && canBeEmpty(control)) edited.set(control.name, control.kind === "text" ? "" : []);
    else if (text === null && control.isRequired) problems.set(control.name, "The operation needs this.");
    else if (text === null) edited.delete(control.name);
    else {
      const value = read(control, text);
      if (value.ok) edited.set(control.name, value.value);
      else problems.set(control.name, value.problem);
    }
  }
  if (problems.size > 0) return { ok: false, problems: Object.fromEntries(problems) };
  return { ok: true, arguments: Object.fromEntries(edited) };
}

/** Forms drop what is empty around a text, and write line ends their own way. */
function isUntouched({ value }: ArgumentControl, text: string | null): boolean {
  return plain(value ?? "") === plain(text ?? "");
}

function plain(text: string): string {
  return text.replace(/\r\n?/g, "\n").trim();
}

/** An emptied control of a text or a list that is there stands for an empty one. */
function canBeEmpty({ kind, value }: ArgumentControl): boolean {
  return value !== null && (kind === "text" || kind === "lines");
}
