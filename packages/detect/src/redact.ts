import { isJsonObject, type JsonObject, type JsonValue } from "@countersign/core";
import type { FindingName, Sought } from "./detector-names.ts";
import { findSensitive, selects } from "./find-sensitive.ts";
import { isSecretValue, secretNameKind } from "./secrets/assignments.ts";

/** What was taken out: how often, by kind. */
export type RedactionCounts = { readonly [name in FindingName]?: number };

export interface Redacted<T extends JsonValue> {
  /** The very same value when nothing was found. */
  readonly value: T;
  readonly counts: RedactionCounts;
  readonly isChanged: boolean;
}

/** What stands in place of what was taken out of a text. */
export function replacement(name: FindingName): string {
  return `[redacted:${name}]`;
}

/** Takes findings out, counting them. One is used for one value. */
export class Redactor {
  readonly counts: { [name in FindingName]?: number } = {};
  readonly #names: readonly Sought[];

  constructor(names: readonly Sought[]) {
    this.#names = names;
  }

  text(text: string): string {
    let out = "";
    let from = 0;
    for (const { start, end, name } of findSensitive(text, this.#names)) {
      out += text.slice(from, start) + this.#replace(name);
      from = end;
    }
    return from === 0 ? text : out + text.slice(from);
  }

  /** A number whose digits are a finding. In place of it: what `inPlace` makes of the replacement. */
  number(value: number, inPlace: (text: string) => JsonValue): JsonValue {
    const [finding] = findSensitive(String(value), this.#names);
    return finding ? inPlace(this.#replace(finding.name)) : value;
  }

  /** The value of a field whose name says that it holds a secret. Null when it isn't one. */
  named(name: string, value: JsonValue): string | null {
    const kind = selects(this.#names, "secrets") ? secretNameKind(name) : null;
    if (kind === null || (typeof value !== "string" && typeof value !== "number")) return null;
    const text = String(value);
    return isSecretValue(text, kind === "password") ? this.#replace("secrets") : null;
  }

  /** In place of what nests too deeply to be looked into. */
  unread(): string {
    return this.#replace("secrets");
  }

  #replace(name: FindingName): string {
    this.counts[name] = (this.counts[name] ?? 0) + 1;
    return replacement(name);
  }
}

interface Walk {
  readonly redactor: Redactor;
  readonly inPlaceOfNumber: (text: string) => JsonValue;
  readonly depth: number;
}

/** Deeper values aren't looked into, and so not passed on. */
const MAX_DEPTH = 200;

/**
 * Takes what the named detectors find out of every text, number and field name of a value; the shape stays. A number
 * becomes text, or, where a schema wants numbers, 0.
 */
export function redactJson<T extends JsonValue>(
  value: T,
  names: readonly Sought[],
  numbers?: "text" | "zero",
): Redacted<T>;
export function redactJson(value: JsonValue, names: readonly Sought[], numbers?: "text" | "zero") {
  const redactor = new Redactor(names);
  return outcome(value, redactValue(value, redactor, numbers ?? "text"), redactor);
}

/** The same with a redactor that goes on counting. */
export function redactValue(value: JsonValue, redactor: Redactor, numbers: "text" | "zero"): JsonValue {
  return walk(value, { redactor, depth: 0, inPlaceOfNumber: numbers === "text" ? (text) => text : () => 0 });
}

export function outcome<T extends JsonValue>(before: T, after: T, { counts }: Redactor): Redacted<T> {
  const isChanged = Object.keys(counts).length > 0;
  return { value: isChanged ? after : before, counts, isChanged };
}

function walk(value: JsonValue, at: Walk): JsonValue {
  if (typeof value === "string") return at.redactor.text(value);
  if (typeof value === "number") return at.redactor.number(value, at.inPlaceOfNumber);
  if (value === null || typeof value === "boolean") return value;
  if (at.depth >= MAX_DEPTH) return at.redactor.unread();
  const inner = { ...at, depth: at.depth + 1 };
  return Array.isArray(value) ? value.map((item) => walk(item, inner)) : walkFields(value, inner);
}

function walkFields(object: JsonObject, at: Walk): JsonObject {
  const fields: [string, JsonValue][] = [];
  const taken = new Set<string>();
  const pairName = typeof object["name"] === "string" ? object["name"] : object["key"];
  for (const [name, value] of Object.entries(object)) {
    const label = name === "value" && typeof pairName === "string" ? pairName : name;
    const named = at.redactor.named(label, value);
    const field = freeName(at.redactor.text(name), taken);
    taken.add(field);
    if (named === null) fields.push([field, walk(value, at)]);
    else fields.push([field, typeof value === "number" ? at.inPlaceOfNumber(named) : named]);
  }
  return Object.fromEntries(fields);
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let count = 2; taken.has(free); count += 1) free = `${name}#${count}`;
  return free;
}

/**
 * Takes findings out of the result of an MCP tool without breaking its envelope: kinds, media types and `_meta` stay,
 * encoded bodies stay encoded, and structured content keeps its types.
 */
export function redactToolResult(result: JsonObject, names: readonly Sought[]): Redacted<JsonObject> {
  const redactor = new Redactor(names);
  const fields = Object.entries(result).map(([name, value]): [string, JsonValue] => {
    if (name === "_meta" || name === "isError" || name === "resultType") return [name, value];
    if (name === "content" && Array.isArray(value)) return [name, value.map((block) => redactBlock(block, redactor))];
    return [name, redactValue(value, redactor, "zero")];
  });
  return outcome(result, Object.fromEntries(fields), redactor);
}

const ENVELOPE: ReadonlySet<string> = new Set(["type", "mimeType", "annotations", "_meta", "size"]);
const ENCODED: ReadonlySet<string> = new Set(["data", "blob"]);

function redactBlock(block: JsonValue, redactor: Redactor): JsonValue {
  if (!isJsonObject(block)) return redactValue(block, redactor, "zero");
  const fields = Object.entries(block).map(([name, value]): [string, JsonValue] => {
    if (ENVELOPE.has(name)) return [name, value];
    if (ENCODED.has(name) && typeof value === "string") return [name, redactEncoded(value, redactor)];
    if (name === "resource") return [name, redactBlock(value, redactor)];
    return [name, redactValue(value, redactor, "zero")];
  });
  return Object.fromEntries(fields);
}

/** Base64 that holds plain text is replaced as a whole, by base64. Pictures and sounds pass as they are. */
function redactEncoded(body: string, redactor: Redactor): string {
  const left = redactor.text(body);
  return left === body ? body : btoa(left);
}
