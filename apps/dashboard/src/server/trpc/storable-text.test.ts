import { expect, it } from "vitest";
import { unstorableAt } from "./storable-text.ts";

it.each([
  ["a NUL", { name: "a\u0000b" }, "name"],
  ["a NUL in a list", { tags: ["a", "\u0000"] }, "tags.1"],
  ["half a pair", { secret: { value: "\ud800" } }, "secret.value"],
  ["the other half", { title: "x\udc00" }, "title"],
  ["a name with a NUL", { arguments: { "\u0000": 1 } }, "arguments"],
  ["text alone", "\u0000", "input"],
])("%s is found where it stands", (_what, input, path) => {
  expect(unstorableAt(input)).toBe(path);
});

it("whole text of any script passes, pairs included", () => {
  expect(unstorableAt({ title: "Grüße 😀 \u202e", count: 3, list: [null, true], none: undefined })).toBeNull();
});

it("what nests without end is refused, not followed", () => {
  let deep: unknown = "x";
  for (let at = 0; at < 10_000; at += 1) deep = { deep };
  expect(unstorableAt(deep)).toMatch(/^deep\.deep/);
});
