import { fieldStep } from "../conditions/static-path.ts";
import type { CallExpr, Expr, FoldExpr } from "../conditions/syntax.ts";
import { conjuncts } from "./canonical-expression.ts";
import type { ArgumentPath, ConditionShape } from "./shape.ts";
import { NUMBER_OPERATORS, TEXT_METHODS } from "./write-condition.ts";

/** The shape that an expression probably has; the caller writes it again and compares. Null when it has none. */
export function matchShape(expr: Expr): ConditionShape | null {
  const kind = expr.exprKind;
  if (kind.case === "selectExpr" && kind.value.testOnly && kind.value.operand) {
    const parent = isIdent(kind.value.operand, "args") ? [] : pathUnder(kind.value.operand, "args");
    return parent ? { kind: "given", path: [...parent, kind.value.field], isNot: false } : null;
  }
  if (kind.case === "comprehensionExpr") return matchRecipients(kind.value);
  return kind.case === "callExpr" ? matchCall(kind.value, expr) : null;
}

function matchCall(call: CallExpr, expr: Expr): ConditionShape | null {
  const [left, right] = call.target ? [call.target, call.args[0]] : call.args;
  if (call.function === "_&&_") return matchRange(conjuncts(expr));
  if (call.function === "_||_") return left && right ? matchGuarded(left, right) : null;
  if (call.function === "!_") return left ? negate(matchShape(left)) : null;
  if (call.function === "has") return left ? matchHas(left) : null;
  if (!left || !right) return null;
  if (call.function === "@in") return matchMembership(left, right);
  const path = pathUnder(left, "args");
  const common = { path: path ?? [], ifGiven: false };
  if (call.function === "in_list") {
    const [list, ...more] = pathUnder(right, "lists") ?? [];
    return path && list !== undefined && more.length === 0
      ? { ...common, kind: "in_list", list, match: "domains", isNot: false }
      : null;
  }
  const value = constantOf(right);
  if (call.function === "_==_" || call.function === "_!=_") {
    return path && value !== null ? { ...common, kind: "equals", value, isNot: call.function === "_!=_" } : null;
  }
  const comparison = keyOf(TEXT_METHODS, call.function);
  if (call.target && comparison) {
    return path && typeof value === "string" ? { ...common, kind: "text", comparison, value, isNot: false } : null;
  }
  return matchNumber(call);
}

/** `!has(args.x) || …` about the same argument. */
function matchGuarded(left: Expr, right: Expr): ConditionShape | null {
  const guard = matchShape(left);
  const shape = matchShape(right);
  if (guard?.kind !== "given" || !guard.isNot || !shape || !("ifGiven" in shape) || shape.ifGiven) return null;
  return isSamePath(guard.path, shape.path) ? { ...shape, ifGiven: true } : null;
}

function matchHas(of: Expr): ConditionShape | null {
  if (of.exprKind.case === "identExpr" && of.exprKind.value.name === "person") return { kind: "person", isNot: false };
  const path = pathUnder(of, "args");
  return path ? { kind: "given", path, isNot: false } : null;
}

function matchMembership(left: Expr, right: Expr): ConditionShape | null {
  const value = constantOf(left);
  if (typeof value === "string") {
    const field = fieldStep(right);
    return field && isIdent(field.operand, "session") && field.field === "labels"
      ? { kind: "label", label: value, isNot: false }
      : null;
  }
  const values = right.exprKind.case === "listExpr" ? right.exprKind.value.elements.map(constantOf) : null;
  const zone = zoneOf(left, "getDayOfWeek");
  if (zone !== null) {
    const days = values?.filter((day): day is number => typeof day === "number") ?? [];
    return values && days.length === values.length ? { kind: "weekdays", days, zone, isNot: false } : null;
  }
  const path = pathUnder(left, "args");
  if (!path) return null;
  if (values) {
    const kept = values.filter((one): one is string | number => typeof one === "string" || typeof one === "number");
    return kept.length === values.length ? { kind: "one_of", path, ifGiven: false, values: kept, isNot: false } : null;
  }
  const [list, ...more] = pathUnder(right, "lists") ?? [];
  return list !== undefined && more.length === 0
    ? { kind: "in_list", path, ifGiven: false, list, match: "exact", isNot: false }
    : null;
}

type NumberShape = Extract<ConditionShape, { kind: "number" }>;

function matchNumber(call: CallExpr): NumberShape | null {
  const [left, right] = call.args;
  const comparison = keyOf(NUMBER_OPERATORS, call.function.replaceAll("_", ""));
  const value = right ? constantOf(right) : null;
  if (!left || !comparison || typeof value !== "number") return null;
  const path = pathUnder(left, "args");
  if (path) return { kind: "number", path, ifGiven: false, of: "value", comparison, value };
  const sized =
    left.exprKind.case === "callExpr" && left.exprKind.value.function === "size" ? left.exprKind.value : null;
  const inner = sized && !sized.target && sized.args[0] ? pathUnder(sized.args[0], "args") : null;
  return inner ? { kind: "number", path: inner, ifGiven: false, of: "size", comparison, value } : null;
}

/** Two parts that are the ends of one range: of a number, or of the hours of a day. */
export function matchRange([low, high, ...more]: readonly Expr[]): ConditionShape | null {
  const [first, second] = [low && callOf(low), high && callOf(high)];
  if (!first || !second || more.length > 0) return null;
  const [from, to] = [matchNumber(first), matchNumber(second)];
  if (from && to) {
    const isRange = from.comparison === "at_least" && to.comparison === "at_most" && from.of === to.of;
    return isRange && from.value <= to.value && isSamePath(from.path, to.path)
      ? { kind: "between", path: from.path, ifGiven: false, of: from.of, min: from.value, max: to.value }
      : null;
  }
  return matchHours(first, second);
}

function matchHours(first: CallExpr, second: CallExpr): ConditionShape | null {
  if (first.function !== "_>=_" || second.function !== "_<_") return null;
  const [hour, from] = first.args;
  const [sameHour, to] = second.args;
  const zone = hour ? zoneOf(hour, "getHours") : null;
  const [start, end] = [from && constantOf(from), to && constantOf(to)];
  if (zone === null || !sameHour || zoneOf(sameHour, "getHours") !== zone) return null;
  if (typeof start !== "number" || typeof end !== "number" || start >= end) return null;
  return { kind: "hours", from: start, to: end, zone, isNot: false };
}

/** `emails(args.a, …)` gone through by `all` or `exists`. */
function matchRecipients({ iterRange, accuInit, loopStep }: FoldExpr): ConditionShape | null {
  const source = iterRange ? callOf(iterRange) : null;
  const paths = source?.function === "emails" && !source.target ? source.args.map((arg) => pathUnder(arg, "args")) : [];
  const kept = paths.filter((path): path is ArgumentPath => path !== null);
  const start = accuInit ? constantOf(accuInit) : null;
  const step = loopStep ? callOf(loopStep) : null;
  const body = step?.args.map(listTested).find((list) => list !== null);
  if (
    kept.length === 0 ||
    kept.length !== paths.length ||
    typeof start !== "boolean" ||
    body === undefined ||
    body === null
  ) {
    return null;
  }
  return { kind: "recipients", paths: kept, test: start ? "all_in" : "any_outside", list: body };
}

function listTested(expr: Expr): string | null {
  const call = callOf(expr);
  if (call?.function === "!_" && call.args[0]) return listTested(call.args[0]);
  const list = call?.function === "in_list" && call.args[1] ? pathUnder(call.args[1], "lists") : null;
  return list?.length === 1 ? (list[0] ?? null) : null;
}

/** The opposite of a shape that has one. */
function negate(shape: ConditionShape | null): ConditionShape | null {
  return shape && "isNot" in shape && !("ifGiven" in shape && shape.ifGiven) ? { ...shape, isNot: !shape.isNot } : null;
}

/** The time zone that a method of `now` is asked for; null for anything else. */
function zoneOf(expr: Expr, method: string): string | null {
  const call = callOf(expr);
  if (call?.function !== method || !call.target || !isIdent(call.target, "now")) return null;
  const zone = call.args[0] ? constantOf(call.args[0]) : null;
  return typeof zone === "string" ? zone : null;
}

function callOf(expr: Expr): CallExpr | null {
  return expr.exprKind.case === "callExpr" ? expr.exprKind.value : null;
}

function isIdent(expr: Expr, name: string): boolean {
  return expr.exprKind.case === "identExpr" && expr.exprKind.value.name === name;
}

/** The fields taken of a variable, outermost first. Null when it isn't such a chain, or is the bare variable. */
function pathUnder(expr: Expr, variable: string): ArgumentPath | null {
  const names: string[] = [];
  let at = expr;
  for (let step = fieldStep(at); step; step = fieldStep(at)) {
    names.unshift(step.field);
    at = step.operand;
  }
  return isIdent(at, variable) && names.length > 0 ? names : null;
}

function constantOf(expr: Expr): string | number | boolean | null {
  const kind = expr.exprKind;
  if (kind.case !== "constExpr") return null;
  const { constantKind: value } = kind.value;
  if (value.case === "int64Value") return Number(value.value);
  return value.case === "stringValue" || value.case === "boolValue" || value.case === "doubleValue"
    ? value.value
    : null;
}

function keyOf<K extends string>(table: { readonly [key in K]: string }, value: string): K | null {
  const found = (Object.entries(table) as [K, string][]).find(([, text]) => text === value);
  return found ? found[0] : null;
}

function isSamePath(a: ArgumentPath, b: ArgumentPath): boolean {
  return a.length === b.length && a.every((name, index) => name === b[index]);
}
