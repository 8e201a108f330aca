/** How an argument is compared. `~` is "contains", without regard to case. */
export const ARGUMENT_OPERATORS = ["exists", "=", "!=", "<", "<=", ">", ">=", "~"] as const;
export type ArgumentOperator = (typeof ARGUMENT_OPERATORS)[number];

/** A member's name, or a place in an array. */
export type PathStep = string | number;

/** One thing asked of a call's arguments, such as `to = "ana@acme.io"` or `items[0].price > 5`. */
export interface ArgumentCondition {
  readonly path: readonly PathStep[];
  readonly operator: ArgumentOperator;
  /** JSON of the value it is compared with; null for `exists`. Numbers stay as they were written, so that none is rounded. */
  readonly value: string | null;
}

const LONGEST = 400;
const DEEPEST = 16;
const STEP = /^(?:\.?([\p{L}_$][\p{L}\p{N}\p{M}_$-]*)|\[(\d{1,6})\]|\[\*\]|\.?\[?("(?:[^"\\]|\\.)*")\]?)/u;
const OPERATOR = /^\s*(!=|<=|>=|==|=|<|>|~|:|(?:contains|exists)(?![\p{L}\p{N}_]))/u;
const NUMBER = /^-?(?:0|[1-9]\d{0,60})(?:\.\d{1,60})?(?:[eE][+-]?\d{1,3})?$/;

/**
 * Reads a condition as a person writes it: a path with or without `args.`, an operator, a value. A value is what JSON
 * says it is: `5` is a number and `"5"` is not; a bare word is a string. Answers what is wrong as a sentence.
 */
export function parseArgumentCondition(text: string): ArgumentCondition | { readonly problem: string } {
  if (text.length > LONGEST) return { problem: `A condition has at most ${LONGEST} characters.` };
  let rest = text.trim().replace(/^args(?=[.[])/, "");
  const path: PathStep[] = [];
  for (let match = STEP.exec(rest); match; match = STEP.exec(rest)) {
    // `to exists`: the operator's word isn't a part of the path.
    if (path.length > 0 && /^\s/.test(match[0])) break;
    rest = rest.slice(match[0].length);
    const [, name, place, quoted] = match;
    if (name !== undefined) path.push(name);
    else if (place !== undefined) path.push(Number(place));
    else if (quoted !== undefined) {
      const key = jsonString(quoted);
      if (key === null) return { problem: "A quoted name in the path isn't a JSON string." };
      path.push(key);
    }
  }
  if (path.length === 0) return { problem: "It begins with the argument's name, such as `to` or `items[0].price`." };
  if (path.length > DEEPEST) return { problem: `A path has at most ${DEEPEST} steps.` };
  const operator = OPERATOR.exec(rest);
  if (!operator) {
    if (rest.trim() === "") return { path, operator: "exists", value: null };
    return { problem: "After the name comes one of =, !=, <, <=, >, >=, ~ or `exists`." };
  }
  return withValue(path, operatorOf(operator[1] ?? ""), rest.slice(operator[0].length).trim());
}

function withValue(
  path: readonly PathStep[],
  operator: ArgumentOperator,
  written: string,
): ArgumentCondition | { readonly problem: string } {
  if (operator === "exists") {
    return written === "" ? { path, operator, value: null } : { problem: "Nothing follows `exists`." };
  }
  if (written === "") return { problem: `There is no value after ${operator}.` };
  const value = jsonScalar(written);
  if (value === null) return { problem: "The value begins with a quote and isn't a JSON string." };
  if (operator === "~" && !value.startsWith('"')) return { path, operator, value: JSON.stringify(written) };
  return { path, operator, value };
}

/** JSON of what was written: itself where it is a JSON scalar, else a string of it. Null for a broken quotation. */
function jsonScalar(written: string): string | null {
  if (NUMBER.test(written) || written === "true" || written === "false" || written === "null") return written;
  if (!written.startsWith('"')) return JSON.stringify(written.toWellFormed());
  const text = jsonString(written);
  return text === null ? null : JSON.stringify(text);
}

function jsonString(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value.toWellFormed() : null;
  } catch {
    return null;
  }
}

function operatorOf(word: string): ArgumentOperator {
  if (word === "==" || word === ":") return "=";
  if (word === "contains") return "~";
  return ARGUMENT_OPERATORS.find((operator) => operator === word) ?? "=";
}

/** A condition as a person would write it; reading it again gives the same condition. */
export function formatArgumentCondition({ path, operator, value }: ArgumentCondition): string {
  const written = path.map((step, index) => {
    if (typeof step === "number") return `[${step}]`;
    const isPlain = /^[\p{L}_$][\p{L}\p{N}\p{M}_$-]*$/u.test(step) && !(index === 0 && step === "args");
    if (!isPlain) return `[${JSON.stringify(step)}]`;
    return index === 0 ? step : `.${step}`;
  });
  return value === null ? `${written.join("")} exists` : `${written.join("")} ${operator} ${value}`;
}
