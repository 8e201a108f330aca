import type { ConditionShape, NumberComparison, TextComparison } from "@countersign/policy";

/** What a line asks of an argument, as its select offers it. */
export interface ConditionOperator {
  readonly id: string;
  readonly label: string;
  /** Types of arguments that it suits; `any` suits all. */
  readonly types: readonly string[];
}

const TEXT = ["string", "any"];
const NUMBER = ["number", "integer", "any"];
const SIZED = ["string", "array", "any"];
const PLAIN = ["string", "number", "integer", "any"];

export const OPERATORS: readonly ConditionOperator[] = [
  { id: "equals", label: "is", types: [...PLAIN, "boolean"] },
  { id: "not_equals", label: "isn't", types: PLAIN },
  { id: "one_of", label: "is one of", types: PLAIN },
  { id: "none_of", label: "is none of", types: PLAIN },
  { id: "domain_in", label: "is a domain in the list", types: TEXT },
  { id: "domain_not_in", label: "is a domain outside the list", types: TEXT },
  { id: "in_list", label: "is exactly in the list", types: TEXT },
  { id: "not_in_list", label: "is not exactly in the list", types: TEXT },
  { id: "starts_with", label: "begins with", types: TEXT },
  { id: "not_starts_with", label: "doesn't begin with", types: TEXT },
  { id: "ends_with", label: "ends with", types: TEXT },
  { id: "not_ends_with", label: "doesn't end with", types: TEXT },
  { id: "contains", label: "contains", types: TEXT },
  { id: "not_contains", label: "doesn't contain", types: TEXT },
  { id: "matches", label: "matches (regular expression)", types: TEXT },
  { id: "not_matches", label: "doesn't match (regular expression)", types: TEXT },
  { id: "at_most", label: "is at most", types: NUMBER },
  { id: "at_least", label: "is at least", types: NUMBER },
  { id: "below", label: "is below", types: NUMBER },
  { id: "above", label: "is above", types: NUMBER },
  { id: "between", label: "is between", types: NUMBER },
  { id: "size_at_most", label: "has a length of at most", types: SIZED },
  { id: "size_at_least", label: "has a length of at least", types: SIZED },
  { id: "size_below", label: "has a length below", types: SIZED },
  { id: "size_above", label: "has a length above", types: SIZED },
  { id: "size_between", label: "has a length between", types: SIZED },
  { id: "given", label: "is given", types: [] },
  { id: "not_given", label: "is left out", types: [] },
];

/** The operators that an argument's type takes, and the one that is chosen. */
export function operatorsFor(type: string, chosen: string): readonly ConditionOperator[] {
  return OPERATORS.filter(
    ({ id, types }) => id === chosen || types.length === 0 || types.includes(type) || type === "any",
  );
}

export type ArgumentShape = Extract<
  ConditionShape,
  { kind: "equals" | "one_of" | "in_list" | "text" | "number" | "between" | "given" }
>;

export function isArgumentShape(shape: ConditionShape): shape is ArgumentShape {
  return "path" in shape;
}

/** The operator that a line has. */
export function operatorOf(shape: ArgumentShape): string {
  const not = "isNot" in shape && shape.isNot ? "not_" : "";
  switch (shape.kind) {
    case "one_of":
      return shape.isNot ? "none_of" : "one_of";
    case "in_list":
      if (shape.match === "domains") return shape.isNot ? "domain_not_in" : "domain_in";
      return `${not}in_list`;
    case "text":
    case "number":
      return `${"of" in shape && shape.of === "size" ? "size_" : not}${shape.comparison}`;
    case "between":
      return shape.of === "size" ? "size_between" : "between";
    default:
      return `${not}${shape.kind}`;
  }
}

export interface LineDefaults {
  /** The type of the argument. */
  readonly type: string;
  /** A list of the policy to begin with; empty when there is none. */
  readonly list: string;
}

const NUMBERS: ReadonlySet<string> = new Set<NumberComparison>(["at_most", "at_least", "below", "above"]);
const TEXTS: ReadonlySet<string> = new Set<TextComparison>(["starts_with", "ends_with", "contains", "matches"]);

/** The same line with another operator; what was entered stays where it still fits. */
export function withOperator(shape: ArgumentShape, id: string, defaults: LineDefaults): ArgumentShape {
  const common = { path: shape.path, ifGiven: "ifGiven" in shape && shape.ifGiven };
  const isNot = id.startsWith("not_") || id === "none_of" || id === "domain_not_in";
  const bare = id.replace(/^(not|size)_/, "");
  const of = id.startsWith("size_") ? "size" : "value";
  const number = numberIn(shape);
  if (bare === "given") return { kind: "given", path: shape.path, isNot };
  if (bare === "between")
    return { ...common, kind: "between", of, min: Number.isNaN(number) ? 0 : number, max: number };
  if (NUMBERS.has(bare)) return { ...common, kind: "number", of, comparison: bare as NumberComparison, value: number };
  if (TEXTS.has(bare))
    return { ...common, kind: "text", comparison: bare as TextComparison, value: textIn(shape), isNot };
  if (bare === "one_of" || bare === "none_of") return { ...common, kind: "one_of", values: valuesIn(shape), isNot };
  if (bare === "in_list" || bare.startsWith("domain_")) {
    const list = shape.kind === "in_list" ? shape.list : defaults.list;
    return { ...common, kind: "in_list", list, match: bare === "in_list" ? "exact" : "domains", isNot };
  }
  return { ...common, kind: "equals", value: equalTo(shape, defaults.type), isNot };
}

function equalTo(shape: ArgumentShape, type: string): string | number | boolean {
  if (type === "boolean") return !(shape.kind === "equals" && shape.value === false);
  if (type === "number" || type === "integer") return numberIn(shape);
  return textIn(shape);
}

/** The number that a line holds; NaN when it holds none yet. */
function numberIn(shape: ArgumentShape): number {
  if (shape.kind === "number") return shape.value;
  if (shape.kind === "between") return shape.max;
  return shape.kind === "equals" && typeof shape.value === "number" ? shape.value : Number.NaN;
}

function textIn(shape: ArgumentShape): string {
  if (shape.kind === "text") return shape.value;
  if (shape.kind === "one_of") return String(shape.values[0] ?? "");
  return shape.kind === "equals" && typeof shape.value === "string" ? shape.value : "";
}

function valuesIn(shape: ArgumentShape): readonly (string | number)[] {
  if (shape.kind === "one_of") return shape.values;
  if (shape.kind === "equals" && typeof shape.value !== "boolean" && shape.value !== "" && !Number.isNaN(shape.value)) {
    return [shape.value];
  }
  return [];
}

/** A first line about an argument of this type. */
export function newLine(path: readonly string[], { type, list }: LineDefaults, isOptional: boolean): ArgumentShape {
  const start: ArgumentShape = { kind: "given", path, isNot: false };
  const id =
    type === "array"
      ? "size_at_most"
      : type === "number" || type === "integer"
        ? "at_most"
        : type === "object"
          ? "given"
          : "equals";
  const line = withOperator(start, id, { type, list });
  return "ifGiven" in line ? { ...line, ifGiven: isOptional } : line;
}

/** What is missing in a line, or null. */
export function lineProblem(shape: ConditionShape): string | null {
  switch (shape.kind) {
    case "equals":
      return Number.isNaN(shape.value) ? "Write a number." : null;
    case "number":
      return Number.isNaN(shape.value) ? "Write a number." : null;
    case "between":
      if (Number.isNaN(shape.min) || Number.isNaN(shape.max)) return "Write both numbers.";
      return shape.min > shape.max ? "The first number must not be above the second." : null;
    case "one_of":
      return shape.values.length === 0 ? "Add at least one value." : null;
    case "in_list":
      return shape.list === "" ? "Choose a list; make one first if there is none." : null;
    case "text":
      return shape.value === "" ? "Write the text." : null;
    case "recipients":
      if (shape.paths.length === 0) return "Choose the arguments that hold addresses.";
      return shape.list === "" ? "Choose a list; make one first if there is none." : null;
    case "label":
      return shape.label === "" ? "Write the label." : null;
    case "weekdays":
      return shape.days.length === 0 ? "Choose at least one day." : null;
    case "hours":
      return shape.from >= shape.to ? "The first hour must be before the second." : null;
    case "expression":
      return shape.cel.trim() === "" ? "Write an expression, or remove the line." : null;
    default:
      return null;
  }
}
