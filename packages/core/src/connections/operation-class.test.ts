import { expect, test } from "vitest";
import type { JsonObject } from "../json.ts";
import { classifyOperation, type OperationClass, readOperationClass, suggestedEffect } from "./operation-class.ts";

const READS = { annotations: { readOnlyHint: true } };
const CASES: [string, string, JsonObject, OperationClass][] = [
  ["no annotations", "look", {}, "destructive"],
  ["a reading name says nothing by itself", "get_file", {}, "destructive"],
  ["annotations that aren't an object", "look", { annotations: "readOnly" }, "destructive"],
  ["empty annotations", "look", { annotations: {} }, "destructive"],
  ["read-only", "look", READS, "read"],
  ["a read-only hint that isn't true", "look", { annotations: { readOnlyHint: "true" } }, "destructive"],
  ["said to be destructive", "look", { annotations: { readOnlyHint: false, destructiveHint: true } }, "destructive"],
  ["not destructive, world not mentioned", "look", { annotations: { destructiveHint: false } }, "external"],
  ["open world", "look", { annotations: { destructiveHint: false, openWorldHint: true } }, "external"],
  ["closed world", "look", { annotations: { destructiveHint: false, openWorldHint: false } }, "write"],
  ["deletes, said to be read-only", "delete_file", READS, "destructive"],
  ["sends, said to be read-only", "sendEmail", READS, "external"],
  ["creates, said to be read-only", "create-issue", READS, "write"],
  ["two verbs, said to be read-only", "get_and_delete", READS, "destructive"],
  ["a noun that is a verb elsewhere", "get_post", READS, "read"],
  ["a listing of orders", "listOrders", READS, "read"],
  ["runs anything, said to be closed", "run_query", { annotations: { destructiveHint: false } }, "destructive"],
  ["a milder name doesn't make it milder", "update_row", { annotations: { destructiveHint: true } }, "destructive"],
  ["a name without letters", "42", READS, "read"],
];

test.each(CASES)("%s", (_case, name, definition, expected) => {
  expect(classifyOperation(name, definition)).toBe(expected);
});

test("reads are offered as allowed, everything else as asking", () => {
  expect((["read", "write", "external", "destructive"] as const).map(suggestedEffect)).toEqual([
    "allow",
    "require_approval",
    "require_approval",
    "require_approval",
  ]);
});

test("a class that isn't known is the worst", () => {
  expect([readOperationClass("read"), readOperationClass("Read"), readOperationClass("")]).toEqual([
    "read",
    "destructive",
    "destructive",
  ]);
});
