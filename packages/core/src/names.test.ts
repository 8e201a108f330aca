import { describe, expect, it } from "vitest";
import { isInstanceName, isName, matchesGlob, matchesWildcard, splitOperation } from "./names.ts";

describe("matchesGlob", () => {
  it.each([
    ["*", "demo.search_web", true],
    ["*.send_email", "gmail.send_email", true],
    ["*.send_email", "gmail.drafts.send_email", false],
    ["demo.*", "demo.search_web", true],
    ["demo.*", "demo2.search_web", false],
    ["stripe.refunds.*", "stripe.refunds.create", true],
    ["demo.search_web", "demo.Search_web", false],
    ["demo.search", "demo.search_web", false],
    ["d*o.s*b", "demo.search_web", true],
    ["*.*", "a.b.c", true],
  ])("%s over %s: %s", (pattern, id, matches) => {
    expect(matchesGlob(pattern, id)).toBe(matches);
  });
});

it("a wildcard's parts may not overlap in the text", () => {
  expect(matchesWildcard("ab*ba", "aba")).toBe(false);
  expect(matchesWildcard("a*b*c", "a-c-b-c")).toBe(true);
  expect(matchesWildcard("a*bc*c", "abc")).toBe(false);
});

it("an operation splits at its first dot only", () => {
  expect(splitOperation("stripe.refunds.create")).toEqual({ connection: "stripe", operation: "refunds.create" });
  expect(splitOperation("nodot")).toBeNull();
  expect(splitOperation(".x")).toBeNull();
  expect(splitOperation("x.")).toBeNull();
});

it("names are lower case, begin with a letter, and leave countersign to us", () => {
  expect(["acme", "a1-b"].every(isName)).toBe(true);
  expect(["", "1a", "Acme", "a_b", "countersign", "a".repeat(32), "ä"].some(isName)).toBe(false);
  expect(isInstanceName("i".repeat(62))).toBe(true);
  expect(isInstanceName("i".repeat(63))).toBe(false);
});
