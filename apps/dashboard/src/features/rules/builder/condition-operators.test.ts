import { describe, expect, it } from "vitest";
import { lineProblem, newLine, OPERATORS, operatorOf, operatorsFor, withOperator } from "./condition-operators.ts";

const DEFAULTS = { type: "string", list: "partners" };
const START = newLine(["a"], DEFAULTS, false);

describe("the operators of a condition's line", () => {
  it.each(OPERATORS.map(({ id }) => [id]))("%s is what a line has after choosing it", (id) => {
    expect(operatorOf(withOperator(START, id, DEFAULTS))).toBe(id);
  });

  it("keep what was entered where it fits", () => {
    const text = withOperator(
      { ...START, kind: "equals", path: ["a"], ifGiven: true, value: "x", isNot: false },
      "starts_with",
      DEFAULTS,
    );
    expect(text).toEqual({
      kind: "text",
      comparison: "starts_with",
      path: ["a"],
      ifGiven: true,
      value: "x",
      isNot: false,
    });
    expect(withOperator(text, "none_of", DEFAULTS)).toMatchObject({ kind: "one_of", isNot: true });
    const number = withOperator(withOperator(START, "at_most", DEFAULTS), "size_above", DEFAULTS);
    expect(number).toMatchObject({ kind: "number", of: "size", comparison: "above" });
  });

  it("suit the argument's type", () => {
    expect(operatorsFor("boolean", "equals").map(({ id }) => id)).toEqual(["equals", "given", "not_given"]);
    expect(operatorsFor("array", "given").map(({ id }) => id)).toContain("size_at_most");
    expect(operatorsFor("integer", "at_most").map(({ id }) => id)).not.toContain("contains");
  });

  it("say what is missing", () => {
    expect(lineProblem(withOperator(START, "at_most", DEFAULTS))).toBe("Write a number.");
    expect(lineProblem(withOperator(START, "domain_in", { ...DEFAULTS, list: "" }))).toContain("list");
    expect(lineProblem(withOperator(START, "given", DEFAULTS))).toBeNull();
  });
});
