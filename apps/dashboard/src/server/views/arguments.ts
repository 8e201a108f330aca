import type { JsonObject } from "@countersign/core";
import type { ArgumentField } from "./approval.ts";
import { declaredArguments, humanName, type OperationDefinition } from "./operation-definition.ts";

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
