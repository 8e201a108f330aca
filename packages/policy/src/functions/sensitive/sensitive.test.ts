import { describe, expect, it } from "vitest";
import { DYN } from "../../conditions/cel-type.ts";
import { ConditionError } from "../../conditions/cel-value.ts";
import { compileCondition } from "../../conditions/compile-condition.ts";

function holds(when: string, args: object) {
  const condition = compileCondition(when, { argumentsType: DYN, lists: {} });
  expect(condition.problems.filter(({ severity }) => severity === "error")).toEqual([]);
  return condition.evaluate(JSON.parse(JSON.stringify({ args })));
}

describe("secrets() and pii()", () => {
  it("find nothing in nothing: an empty list, not an error", () => {
    expect(holds("secrets(args).size() == 0 && pii(args).size() == 0", { body: "hello", n: 5, none: null })).toBe(true);
  });

  it("look into nested values, numbers and field names", () => {
    const nested = { a: [{ b: "card 4111 1111 1111 1111" }], n: 4111111111111111, "jane@example.com": true };
    expect(holds('pii(args).filter(p, p.kind == "pii.card").size() == 2', nested)).toBe(true);
    expect(holds('pii(args).exists(p, p.kind == "pii.email")', nested)).toBe(true);
    expect(holds("secrets(args.password, args).size() > 0", { password: "hunter2" })).toBe(true);
  });

  it("see what the pieces of a list hold together, and count what one of them holds once", () => {
    expect(holds("pii(args).size() == 1", { to: ["4111", "1111", 1111, "1111"] })).toBe(true);
    expect(holds("secrets(args).size() == 1", { t: ["ghp_aB3dE6gH9jaB3", "dE6gH9jaB3dE6gH9jaB3dE6"] })).toBe(true);
    expect(holds("pii(args).size() == 1", { to: ["4111111111111111", "x"] })).toBe(true);
    expect(
      holds("pii(args).size() == 0 && secrets(args).size() == 0", { ids: [17, 255, 480, 1_298], w: ["a", "b"] }),
    ).toBe(true);
  });

  it("are an error where there is too much to look through", () => {
    expect(holds("secrets(args).size() == 0", { body: "x ".repeat(4_000_000) })).toBeInstanceOf(ConditionError);
  });
});
