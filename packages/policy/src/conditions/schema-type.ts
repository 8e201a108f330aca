import { isJsonObject, type JsonObject, type JsonValue } from "@countersign/core";
import { BOOL, type CelType, DYN, type FieldType, joinMaps, joinTypes, listOf, NUMBER, STRING } from "./cel-type.ts";

const MAX_DEPTH = 12;

type MapType = Extract<CelType, { kind: "map" }>;

/** The type of an operation's arguments by its JSON Schema. Always an object; what the schema doesn't say is open. */
export function argumentsType(schema: JsonObject): MapType {
  const type = schemaType(schema, schema, 0);
  return type.kind === "map" ? type : { kind: "map", fields: new Map(), isOpen: true };
}

/** Follows `properties`, `items`, `allOf` and local `$ref`; alternatives are joined, anything else is any value. */
function schemaType(schema: JsonValue | undefined, root: JsonObject, depth: number): CelType {
  if (!isJsonObject(schema) || depth > MAX_DEPTH) return DYN;
  const ref = schema["$ref"];
  if (typeof ref === "string") return schemaType(resolveRef(ref, root), root, depth + 1);
  const options = schema["anyOf"] ?? schema["oneOf"];
  if (Array.isArray(options)) {
    const types = options
      .filter((option) => !isNullSchema(option))
      .map((option) => schemaType(option, root, depth + 1));
    return types.length > 0 ? types.reduce(joinTypes) : DYN;
  }
  const parts = schema["allOf"];
  if (Array.isArray(parts)) return allOf([{ ...schema, allOf: null }, ...parts], root, depth);
  return namedType(schema, root, depth);
}

function namedType(schema: JsonObject, root: JsonObject, depth: number): CelType {
  switch (typeName(schema)) {
    case "string":
      return STRING;
    case "number":
    case "integer":
      return NUMBER;
    case "boolean":
      return BOOL;
    case "array":
      return listOf(schemaType(schema["items"], root, depth + 1));
    case "object":
      return objectType(schema, root, depth);
    default:
      return DYN;
  }
}

function typeName(schema: JsonObject): string | null {
  const type = schema["type"];
  if (typeof type === "string") return type;
  if (Array.isArray(type)) {
    const named = type.filter((name) => name !== "null");
    return named.length === 1 && typeof named[0] === "string" ? named[0] : null;
  }
  if (isJsonObject(schema["properties"])) return "object";
  const values = Array.isArray(schema["enum"]) ? schema["enum"] : "const" in schema ? [schema["const"]] : [];
  const kinds = new Set(values.map((value) => typeof value));
  return kinds.size === 1 ? ([...kinds][0] ?? null) : null;
}

function objectType(schema: JsonObject, root: JsonObject, depth: number): MapType {
  const fields = new Map<string, FieldType>();
  const properties = schema["properties"];
  if (isJsonObject(properties)) {
    for (const [name, property] of Object.entries(properties)) {
      fields.set(name, { type: schemaType(property, root, depth + 1), isDeclared: true });
    }
  }
  return { kind: "map", fields, isOpen: schema["additionalProperties"] !== false };
}

/** Every part holds, so that what any of them declares is declared. */
function allOf(parts: readonly JsonValue[], root: JsonObject, depth: number): CelType {
  const maps = parts.map((part) => schemaType(part, root, depth + 1)).filter((type) => type.kind === "map");
  if (maps.length === 0) return DYN;
  const fields = new Map<string, FieldType>();
  for (const map of maps)
    for (const [name, field] of map.fields) fields.set(name, fields.has(name) ? { ...field, type: DYN } : field);
  return { ...joinMaps(maps), fields };
}

function isNullSchema(schema: JsonValue): boolean {
  return isJsonObject(schema) && schema["type"] === "null";
}

/** Only references inside the same schema; names are taken as they stand after JSON Pointer unescaping. */
function resolveRef(ref: string, root: JsonObject): JsonValue | undefined {
  if (ref === "#") return root;
  if (!ref.startsWith("#/")) return undefined;
  let found: JsonValue | undefined = root;
  for (const part of ref.slice(2).split("/")) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    found = isJsonObject(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  }
  return found;
}
