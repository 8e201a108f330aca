import { expect, it } from "vitest";
import { argumentSummary } from "./argument-summary.ts";
import type { JsonObject } from "./json.ts";

const schema: JsonObject = {
  properties: { note: {}, to: {}, cc: {} },
  required: ["cc", "to"],
};

it.each<[string, JsonObject, JsonObject, string]>([
  ["the first required one in schema order", schema, { cc: "b@x.y", to: "a@x.y", note: "n" }, "to: a@x.y"],
  ["the next required one when the first wasn't sent", schema, { cc: ["b@x.y", "c@x.y"] }, "cc: b@x.y, c@x.y"],
  ["the first declared one when no required one was sent", schema, { zeta: 1, note: "n" }, "note: n"],
  ["whatever came when nothing is declared", {}, { q: { deep: true } }, 'q: {"deep":true}'],
  ["nothing when nothing was sent", schema, {}, ""],
  ["on one line", {}, { text: "a\n\t b" }, "text: a b"],
])("%s", (_name, inputSchema, args, summary) => {
  expect(argumentSummary(inputSchema, args)).toBe(summary);
});

it("is cut with a visible mark, never through a character", () => {
  const summary = argumentSummary({}, { t: "😀".repeat(200) });
  expect(summary.length).toBeLessThanOrEqual(160);
  expect(summary.endsWith("…")).toBe(true);
  expect(summary.isWellFormed()).toBe(true);
});
