import { isJsonObject, type JsonObject, type JsonValue } from "@countersign/core";

/** Arguments for a trial call of an operation: a value for each one its schema requires. Empty for a definition that isn't one. */
export function sampleArguments(definition: string): JsonObject {
  const schema = objectAt(parsed(definition), "inputSchema");
  const properties = objectAt(schema, "properties");
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  return Object.fromEntries(
    required.flatMap((name) => (typeof name === "string" ? [[name, sampleOf(objectAt(properties, name))]] : [])),
  );
}

function sampleOf(property: JsonObject): JsonValue {
  const choices = property["enum"];
  const [first] = Array.isArray(choices) ? choices : [];
  const given = property["default"] ?? property["const"] ?? first;
  if (given !== undefined) return given;
  const { type } = property;
  switch (Array.isArray(type) ? type[0] : type) {
    case "integer":
    case "number":
      return typeof property["minimum"] === "number" ? property["minimum"] : 1;
    case "boolean":
      return true;
    case "array":
      return [];
    case "object":
      return {};
    default:
      return property["format"] === "email" ? "someone@example.com" : "example";
  }
}

function objectAt(value: JsonObject, name: string): JsonObject {
  const inner = Object.hasOwn(value, name) ? value[name] : undefined;
  return isJsonObject(inner) ? inner : {};
}

function parsed(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}
