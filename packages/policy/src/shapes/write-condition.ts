import type { ArgumentPath, ConditionShape, NumberComparison, TextComparison } from "./shape.ts";

/** Longer conditions get a line for each part. */
const LINE_WIDTH = 100;
const FIELD = /^[A-Za-z_][A-Za-z0-9_]*$/;
const RESERVED: ReadonlySet<string> = new Set(
  "as break const continue else false for function if import in let loop package namespace null return true var void while".split(
    " ",
  ),
);

export const NUMBER_OPERATORS: { readonly [C in NumberComparison]: string } = {
  at_most: "<=",
  at_least: ">=",
  below: "<",
  above: ">",
};
export const TEXT_METHODS: { readonly [C in TextComparison]: string } = {
  starts_with: "startsWith",
  ends_with: "endsWith",
  contains: "contains",
  matches: "matches",
};

/** Writes a condition of which all shapes must hold, as CEL. Empty for none. */
export function writeCondition(shapes: readonly ConditionShape[]): string {
  const parts = shapes.map((shape) => writePart(shape, shapes.length > 1));
  const line = parts.join(" && ");
  return line.length <= LINE_WIDTH ? line : parts.join(" &&\n");
}

function writePart(shape: ConditionShape, isOneOfSeveral: boolean): string {
  const text = writeShape(shape);
  if (!("ifGiven" in shape) || !shape.ifGiven) return text;
  const inner = shape.kind === "between" ? `(${text})` : text;
  const guarded = `!has(${fieldOf(shape.path)}) || ${inner}`;
  return isOneOfSeveral ? `(${guarded})` : guarded;
}

/** One shape as CEL, without its guard. */
export function writeShape(shape: ConditionShape): string {
  switch (shape.kind) {
    case "equals":
      return `${fieldOf(shape.path)} ${shape.isNot ? "!=" : "=="} ${literal(shape.value)}`;
    case "one_of":
      return negated(`${fieldOf(shape.path)} in [${shape.values.map(literal).join(", ")}]`, shape.isNot);
    case "in_list": {
      const field = fieldOf(shape.path);
      if (shape.match === "domains") return `${shape.isNot ? "!" : ""}in_list(${field}, lists.${shape.list})`;
      return negated(`${field} in lists.${shape.list}`, shape.isNot);
    }
    case "text":
      return `${shape.isNot ? "!" : ""}${fieldOf(shape.path)}.${TEXT_METHODS[shape.comparison]}(${literal(shape.value)})`;
    case "number":
      return `${measured(shape)} ${NUMBER_OPERATORS[shape.comparison]} ${literal(shape.value)}`;
    case "between":
      return `${measured(shape)} >= ${literal(shape.min)} && ${measured(shape)} <= ${literal(shape.max)}`;
    case "given":
      return `${shape.isNot ? "!" : ""}has(${fieldOf(shape.path)})`;
    default:
      return writeContext(shape);
  }
}

type ContextShape = Extract<
  ConditionShape,
  { kind: "recipients" | "label" | "person" | "weekdays" | "hours" | "expression" }
>;

function writeContext(shape: ContextShape): string {
  switch (shape.kind) {
    case "recipients": {
      const fields = `emails(${shape.paths.map(fieldOf).join(", ")})`;
      const test = `in_list(e.domain, lists.${shape.list})`;
      return shape.test === "all_in" ? `${fields}.all(e, ${test})` : `${fields}.exists(e, !${test})`;
    }
    case "label":
      return negated(`${literal(shape.label)} in session.labels`, shape.isNot);
    case "person":
      return `${shape.isNot ? "!" : ""}has(person)`;
    case "weekdays":
      return negated(`now.getDayOfWeek(${literal(shape.zone)}) in [${shape.days.join(", ")}]`, shape.isNot);
    case "hours": {
      const hour = `now.getHours(${literal(shape.zone)})`;
      return negated(`${hour} >= ${shape.from} && ${hour} < ${shape.to}`, shape.isNot);
    }
    case "expression":
      return shape.cel;
  }
}

function negated(text: string, isNot: boolean): string {
  return isNot ? `!(${text})` : text;
}

function measured({ path, of }: { readonly path: ArgumentPath; readonly of: "value" | "size" }): string {
  return of === "size" ? `size(${fieldOf(path)})` : fieldOf(path);
}

/** `args.to`, or `args["reply-to"]` where the name is none that CEL can write after a dot. */
export function fieldOf(path: ArgumentPath): string {
  return path.reduce(
    (text, name) => (FIELD.test(name) && !RESERVED.has(name) ? `${text}.${name}` : `${text}[${JSON.stringify(name)}]`),
    "args",
  );
}

function literal(value: string | number | boolean): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
