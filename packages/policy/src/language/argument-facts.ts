import { isJsonObject, type JsonObject, type JsonValue } from "@countersign/core";
import type { ArgumentFact } from "./vocabulary.ts";

const MOST_VALUES = 50;
const LONGEST_DESCRIPTION = 400;

/** The arguments that a JSON Schema declares at its top, in the schema's order. */
export function argumentFacts(schema: JsonObject): ArgumentFact[] {
  const properties = schema["properties"];
  if (!isJsonObject(properties)) return [];
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  return Object.entries(properties).map(([name, property]) => ({
    name,
    isRequired: required.includes(name),
    ...(isJsonObject(property) ? factOf(property) : { type: "any", description: null, enum: [] }),
  }));
}

function factOf(property: JsonObject): Omit<ArgumentFact, "name" | "isRequired"> {
  const { description, enum: values } = property;
  return {
    type: typeOf(property),
    description: typeof description === "string" ? description.slice(0, LONGEST_DESCRIPTION) : null,
    enum: Array.isArray(values) ? values.slice(0, MOST_VALUES).map((value) => JSON.stringify(value)) : [],
  };
}

function typeOf(property: JsonObject): string {
  const { type, enum: values, anyOf, oneOf } = property;
  if (typeof type === "string") return type;
  if (Array.isArray(type)) return onlyType(type.filter((name) => name !== "null"));
  const options = anyOf ?? oneOf;
  if (Array.isArray(options)) {
    const types = options.map((option) => (isJsonObject(option) ? typeOf(option) : "any"));
    return onlyType([...new Set(types.filter((name) => name !== "null"))]);
  }
  if (Array.isArray(values) && values.every((value) => typeof value === "string")) return "string";
  return "any";
}

function onlyType(types: readonly JsonValue[]): string {
  const [first, ...others] = types;
  return typeof first === "string" && others.length === 0 ? first : "any";
}
