import { isJsonObject, type JsonObject, type JsonValue } from "@countersign/core";
import { foldName } from "./names.ts";
import { PatternNames } from "./pattern-names.ts";

/** What one schema, with all that it applies to the same place, says of the members and entries there. */
export interface SchemaParts {
  /** Schemas of named members. */
  readonly members: ReadonlyMap<string, readonly JsonValue[]>;
  /** The declared names by what a careless reader makes of them. */
  readonly folded: ReadonlyMap<string, string>;
  readonly patterns: readonly PatternNames[];
  /** Schemas of any further member, where some part says that there may be some. */
  readonly others: readonly JsonValue[];
  /** Some part speaks of members, so that what none names is undeclared. */
  readonly namesMembers: boolean;
  /** Some part allows an object here. */
  readonly takesObject: boolean;
  readonly takesArray: boolean;
  /** Schemas of entries by place, and of the further ones. */
  readonly entries: readonly (readonly JsonValue[])[];
  readonly furtherEntries: readonly JsonValue[];
  /** A reference that leads nowhere: what it would have said is unknown. */
  readonly isUnreadable: boolean;
}

/** Thrown inside the walk when schema and arguments together take too much work. */
export class TooMuchWork extends Error {}

/** Work left for one walk. */
export interface Budget {
  left: number;
}

export function spendWork(budget: Budget, steps: number): void {
  budget.left -= steps;
  if (budget.left < 0) throw new TooMuchWork();
}

const IN_PLACE_LISTS = ["allOf", "anyOf", "oneOf"] as const;
const IN_PLACE = ["if", "then", "else"] as const;
/** Compiling a pattern takes as long as hundreds of other steps. */
const PATTERN_WORK = 500;
const MEMBER_WORDS = [
  "properties",
  "patternProperties",
  "additionalProperties",
  "unevaluatedProperties",
  "required",
] as const;

/** Everything that applies to the same value: the schema itself, its references, combinations and conditions. */
function applied(schema: JsonValue, root: JsonValue, budget: Budget): { found: JsonObject[]; isUnreadable: boolean } {
  const found: JsonObject[] = [];
  const seen = new Set<JsonValue>();
  const waiting: JsonValue[] = [schema];
  let isUnreadable = false;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    spendWork(budget, 1);
    if (!isJsonObject(next) || seen.has(next)) continue;
    seen.add(next);
    found.push(next);
    for (const word of ["$ref", "$dynamicRef", "$recursiveRef"] as const) {
      const ref = next[word];
      if (ref === undefined) continue;
      const target = typeof ref === "string" ? resolveRef(ref, root) : undefined;
      if (target === undefined) isUnreadable = true;
      else waiting.push(target);
    }
    for (const word of IN_PLACE_LISTS) addAll(waiting, next[word]);
    for (const word of IN_PLACE) if (next[word] !== undefined) waiting.push(next[word]);
    for (const word of ["dependentSchemas", "dependencies"] as const) {
      const dependent = next[word];
      if (isJsonObject(dependent)) addAll(waiting, Object.values(dependent).filter(isJsonObject));
    }
  }
  return { found, isUnreadable };
}

/** Hostile schemas hold more parts than a call takes arguments. */
function addAll(waiting: JsonValue[], parts: JsonValue | undefined): void {
  if (Array.isArray(parts)) for (const part of parts) waiting.push(part);
}

/** Reads what a schema says of members and entries. Throws TooMuchWork when that takes more than the budget. */
export function readSchemaParts(schema: JsonValue, root: JsonValue, budget: Budget): SchemaParts {
  const { found, isUnreadable } = applied(schema, root, budget);
  const members = new Map<string, JsonValue[]>();
  const patterns: PatternNames[] = [];
  const others: JsonValue[] = [];
  const objects = found.filter((part) => allows(part, "object"));
  for (const part of objects) {
    collectMembers(part, members, budget);
    if (isJsonObject(part["patternProperties"])) {
      for (const [pattern, value] of Object.entries(part["patternProperties"])) {
        spendWork(budget, PATTERN_WORK);
        patterns.push(new PatternNames(pattern, value));
      }
    }
    for (const word of ["additionalProperties", "unevaluatedProperties"] as const) {
      const value = part[word];
      if (value === true || isJsonObject(value)) others.push(value);
    }
  }
  const namesMembers = objects.some((part) => MEMBER_WORDS.some((word) => Object.hasOwn(part, word)));
  return {
    members,
    folded: new Map([...members.keys()].map((name) => [foldName(name), name])),
    patterns,
    others,
    namesMembers,
    takesObject: schema === true || takes(found, "object"),
    takesArray: schema === true || takes(found, "array"),
    ...entriesOf(found, budget),
    isUnreadable,
  };
}

function collectMembers(part: JsonObject, members: Map<string, JsonValue[]>, budget: Budget): void {
  const add = (name: string, schemas: readonly JsonValue[]): void => {
    spendWork(budget, 1);
    const known = members.get(name);
    if (known) known.push(...schemas);
    else members.set(name, [...schemas]);
  };
  if (isJsonObject(part["properties"])) {
    // `false` as a schema forbids the member: it is as good as undeclared.
    for (const [name, value] of Object.entries(part["properties"])) if (value !== false) add(name, [value]);
  }
  if (Array.isArray(part["required"])) {
    for (const name of part["required"]) if (typeof name === "string" && !isForbidden(part, name)) add(name, []);
  }
}

function isForbidden(part: JsonObject, name: string): boolean {
  const properties = part["properties"];
  return isJsonObject(properties) && Object.hasOwn(properties, name) && properties[name] === false;
}

function entriesOf(
  found: readonly JsonObject[],
  budget: Budget,
): { entries: readonly (readonly JsonValue[])[]; furtherEntries: readonly JsonValue[] } {
  const entries: JsonValue[][] = [];
  const further: JsonValue[] = [];
  for (const part of found) {
    const items = part["items"];
    const places = Array.isArray(part["prefixItems"]) ? part["prefixItems"] : Array.isArray(items) ? items : [];
    spendWork(budget, places.length);
    for (const [place, value] of places.entries()) entries[place] = [...(entries[place] ?? []), value];
    for (const value of [Array.isArray(items) ? undefined : items, part["additionalItems"], part["unevaluatedItems"]]) {
      if (value !== undefined) further.push(value);
    }
  }
  return { entries, furtherEntries: further };
}

/** A part that names no type, but speaks of text or numbers only by its values, still may be anything. */
function allows(part: JsonObject, kind: "array" | "object"): boolean {
  const type = part["type"];
  return type === undefined || type === kind || (Array.isArray(type) && type.includes(kind));
}

/** Some part that names types names this one, or none names any. */
function takes(found: readonly JsonObject[], kind: "array" | "object"): boolean {
  const typed = found.filter((part) => part["type"] !== undefined);
  return typed.length === 0 || typed.some((part) => allows(part, kind)) || found.some((part) => speaksOf(part, kind));
}

function speaksOf(part: JsonObject, kind: "array" | "object"): boolean {
  if (part["type"] !== undefined) return false;
  return kind === "object" ? isJsonObject(part["properties"]) : part["items"] !== undefined;
}

/** Only references inside the same schema: a JSON Pointer, or the name of an anchor in its definitions. */
function resolveRef(ref: string, root: JsonValue): JsonValue | undefined {
  if (ref === "#") return root;
  if (!ref.startsWith("#")) return undefined;
  if (!ref.startsWith("#/")) return anchored(ref.slice(1), root);
  let found: JsonValue | undefined = root;
  for (const part of ref.slice(2).split("/")) {
    const name = decodePointer(part);
    if (name === null) return undefined;
    if (Array.isArray(found)) found = /^\d{1,6}$/.test(name) ? found[Number(name)] : undefined;
    else found = isJsonObject(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  }
  return typeof found === "boolean" || isJsonObject(found) ? found : undefined;
}

function decodePointer(part: string): string | null {
  try {
    return decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
  } catch {
    return null;
  }
}

function anchored(name: string, root: JsonValue): JsonValue | undefined {
  if (!isJsonObject(root)) return undefined;
  const candidates = [root, ...definitions(root["$defs"]), ...definitions(root["definitions"])];
  return candidates.find((schema) => schema["$anchor"] === name || schema["$dynamicAnchor"] === name);
}

function definitions(value: JsonValue | undefined): JsonObject[] {
  return isJsonObject(value) ? Object.values(value).filter(isJsonObject) : [];
}
