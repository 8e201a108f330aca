import type { JsonObject } from "@countersign/core";
import { expect, test } from "vitest";
import { classFromAnnotations, type OperationClass } from "./operation-class.ts";

const CASES: [string, JsonObject, OperationClass][] = [
  ["no annotations", {}, "destructive"],
  ["annotations that aren't an object", { annotations: "readOnly" }, "destructive"],
  ["empty annotations", { annotations: {} }, "destructive"],
  ["read-only", { annotations: { readOnlyHint: true } }, "read"],
  ["a read-only hint that isn't true", { annotations: { readOnlyHint: "true" } }, "destructive"],
  ["said to be destructive", { annotations: { readOnlyHint: false, destructiveHint: true } }, "destructive"],
  ["not destructive, world not mentioned", { annotations: { destructiveHint: false } }, "external"],
  ["not destructive, open world", { annotations: { destructiveHint: false, openWorldHint: true } }, "external"],
  ["not destructive, closed world", { annotations: { destructiveHint: false, openWorldHint: false } }, "write"],
];

test.each(CASES)("%s", (_name, definition, expected) => {
  expect(classFromAnnotations(definition)).toBe(expected);
});
