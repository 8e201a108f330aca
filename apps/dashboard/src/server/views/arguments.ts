import type { JsonObject, JsonValue } from "@countersign/core";
import type { ArgumentField } from "./approval.ts";
import { declaredArguments, humanName, type OperationDefinition } from "./operation-definition.ts";

const LONGEST_SUMMARY = 160;

/** The arguments as fields: those the schema declares in its order, present or not, then whatever else was sent. */
export function argumentFields(args: JsonObject, definition: OperationDefinition | null): ArgumentField[] {
  const declared = declaredArguments(definition);
  const names = new Set(declared.map((argument) => argument.name));
  const extra = Object.keys(args)
    .filter((name) => !names.has(name))
    .map((name) => ({ name, title: humanName(name) }));
  return [...declared, ...extra].map(({ name, title }) => {
    const isPresent = Object.hasOwn(args, name) && args[name] !== null;
    return { name, title, isDeclared: names.has(name), isPresent, value: (isPresent ? args[name] : null) ?? null };
  });
}

/** `name: value` of the first required argument in schema order, or of the first one there is. */
export function summaryOf(args: JsonObject, definition: OperationDefinition | null): string {
  const required = definition?.inputSchema?.required ?? [];
  const order = declaredArguments(definition).map((argument) => argument.name);
  const name =
    order.find((candidate) => required.includes(candidate) && Object.hasOwn(args, candidate)) ??
    order.find((candidate) => Object.hasOwn(args, candidate)) ??
    Object.keys(args)[0];
  if (name === undefined) return "";
  const text = `${name}: ${inWords(args[name] ?? null)}`;
  return text.length > LONGEST_SUMMARY ? `${text.slice(0, LONGEST_SUMMARY - 1)}…` : text;
}

function inWords(value: JsonValue): string {
  if (typeof value === "string") return value.replaceAll(/\s+/g, " ");
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value.join(", ");
  return JSON.stringify(value);
}
