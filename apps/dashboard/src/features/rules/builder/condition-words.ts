import { type ConditionShape, conditionInWords, readCondition } from "@countersign/policy";
import { listed } from "./limit-words.ts";

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

const NUMBER_WORDS = { at_most: "is at most", at_least: "is at least", below: "is below", above: "is above" } as const;
const TEXT_WORDS = {
  starts_with: ["begins with", "doesn't begin with"],
  ends_with: ["ends with", "doesn't end with"],
  contains: ["contains", "doesn't contain"],
  matches: ["matches", "doesn't match"],
} as const;

/** A condition as a clause, or null when only its own text says what it means. */
export function clauseOf(when: string): string | null {
  const shapes = readCondition(when);
  if (!shapes) return conditionInWords(when);
  const clauses = shapes.map((shape) =>
    shape.kind === "expression" ? conditionInWords(shape.cel) : shapeInWords(shape),
  );
  return clauses.includes(null) ? null : clauses.join(" and ");
}

/** One line of a condition as a clause. */
export function shapeInWords(shape: ConditionShape): string {
  switch (shape.kind) {
    case "recipients": {
      const fields = listed(
        shape.paths.map((path) => path.join(".")),
        "or",
      );
      return shape.test === "all_in"
        ? `every address in ${fields} is in the list ${shape.list}`
        : `an address in ${fields} is outside the list ${shape.list}`;
    }
    case "label":
      return `the session ${shape.isNot ? "isn't" : "is"} labelled ${shape.label}`;
    case "person":
      return shape.isNot ? "it acts for nobody" : "it acts for a person";
    case "weekdays":
      return `it ${shape.isNot ? "isn't" : "is"} ${listed(
        shape.days.map((day) => DAYS[day] ?? String(day)),
        "or",
      )} (${shape.zone})`;
    case "hours":
      return `it ${shape.isNot ? "isn't" : "is"} between ${hour(shape.from)} and ${hour(shape.to)} (${shape.zone})`;
    case "expression":
      return shape.cel;
    default:
      return argumentInWords(shape);
  }
}

type ArgumentShape = Exclude<
  ConditionShape,
  { kind: "recipients" | "label" | "person" | "weekdays" | "hours" | "expression" }
>;

function argumentInWords(shape: ArgumentShape): string {
  const name = shape.path.join(".");
  if (shape.kind === "given") return `${name} is ${shape.isNot ? "left out" : "given"}`;
  return `${name}${shape.ifGiven ? ", if given," : ""} ${testInWords(shape)}`;
}

function testInWords(shape: Exclude<ArgumentShape, { kind: "given" }>): string {
  switch (shape.kind) {
    case "equals":
      return `${shape.isNot ? "isn't" : "is"} ${quoted(shape.value)}`;
    case "one_of":
      return `is ${shape.isNot ? "none" : "one"} of ${listed(shape.values.map(quoted), shape.isNot ? "and" : "or")}`;
    case "in_list":
      return `is ${shape.isNot ? "not " : ""}in the list ${shape.list}`;
    case "text":
      return `${TEXT_WORDS[shape.comparison][shape.isNot ? 1 : 0]} ${quoted(shape.value)}`;
    case "number":
      return `${shape.of === "size" ? "has a length that " : ""}${NUMBER_WORDS[shape.comparison]} ${shape.value}`;
    case "between":
      return `${shape.of === "size" ? "has a length " : "is "}between ${shape.min} and ${shape.max}`;
  }
}

function quoted(value: string | number | boolean): string {
  return typeof value === "string" ? `“${value}”` : String(value);
}

function hour(value: number): string {
  return `${String(value).padStart(2, "0")}:00`;
}
