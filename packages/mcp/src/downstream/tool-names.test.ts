import fc from "fast-check";
import { expect, test } from "vitest";
import { connectionOf, nameTools, toolName } from "./tool-names.ts";

test.each([
  ["demo", "search_web", "demo__search_web"],
  ["stripe", "refunds.create", "stripe__refunds.create"],
  ["a-b", "x__y", "a-b__x__y"],
])("%s's %s is listed as %s", (connection, tool, name) => {
  expect(toolName(connection, tool)).toBe(name);
});

test("a name that has to change gets a suffix that stays the same over time", () => {
  expect(toolName("demo", "région du nord")).toBe("demo__r_gion_du_nord_7dc839e1dd");
  expect(toolName("demo", "x".repeat(80))).toHaveLength(60);
});

test("P19: a name that looks as if we had made it is made anew, so no tool can take another's name", () => {
  const made = toolName("demo", "a b");
  const imitation = made.slice("demo__".length);
  expect(toolName("demo", imitation)).not.toBe(made);
});

test("listed names are plain, at most 60 characters, and belong to their connection", () => {
  const connection = fc.stringMatching(/^[a-z][a-z0-9-]{0,30}$/);
  fc.assert(
    fc.property(connection, fc.string({ unit: "grapheme", minLength: 1, maxLength: 200 }), (from, tool) => {
      const name = toolName(from, tool);
      expect(name).toMatch(/^[A-Za-z0-9_.-]{1,60}$/);
      expect(connectionOf(name)).toBe(from);
      expect(toolName(from, tool)).toBe(name);
    }),
    { numRuns: 2000 },
  );
});

test("P19: different tools are found under different names", () => {
  const tools = fc.uniqueArray(
    fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom("a b", "a_b", "A_b", "a__b", "ab\u200b", "ab")),
  );
  fc.assert(
    fc.property(tools, (names) => {
      const { byName, collisions } = nameTools(names.map((tool) => ({ connection: "c", tool })));
      expect(collisions).toEqual([]);
      expect([...byName.values()].map(({ tool }) => tool)).toEqual(names);
    }),
  );
});

test("P19: a name that two tools share finds neither", () => {
  const twice = [
    { connection: "c", tool: "same" },
    { connection: "c", tool: "same" },
    { connection: "c", tool: "other" },
  ];
  const { byName, collisions } = nameTools(twice);
  expect(collisions).toEqual(["c__same"]);
  expect([...byName.keys()]).toEqual(["c__other"]);
});
