import { isJsonObject, type JsonObject } from "@countersign/core";

export type OperationClass = "read" | "write" | "destructive" | "external";

/**
 * The class that a tool's annotations hint at. Hints only ever make it milder by saying so outright: absent or odd
 * ones mean destructive.
 */
export function classFromAnnotations(definition: JsonObject): OperationClass {
  const { annotations } = definition;
  if (!isJsonObject(annotations)) return "destructive";
  if (annotations["readOnlyHint"] === true) return "read";
  if (annotations["destructiveHint"] !== false) return "destructive";
  return annotations["openWorldHint"] === false ? "write" : "external";
}
