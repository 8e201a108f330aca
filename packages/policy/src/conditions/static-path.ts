import type { Expr } from "./syntax.ts";

const NO_PATHS: readonly string[] = [];

/** `args.a.b` for a chain of fields (also `args["a"].b`) from a name; null for anything else. */
export function staticPath(expr: Expr): string | null {
  const kind = expr.exprKind;
  if (kind.case === "identExpr") return kind.value.name;
  const step = fieldStep(expr);
  if (!step) return null;
  const parent = staticPath(step.operand);
  return parent === null ? null : `${parent}.${step.field}`;
}

/** An expression that takes one field, by name, of another. */
export function fieldStep(expr: Expr): { readonly operand: Expr; readonly field: string } | null {
  const kind = expr.exprKind;
  if (kind.case === "selectExpr" && !kind.value.testOnly && kind.value.operand) {
    return { operand: kind.value.operand, field: kind.value.field };
  }
  if (kind.case !== "callExpr" || kind.value.function !== "_[_]") return null;
  const [operand, index] = kind.value.args;
  const constant = index?.exprKind.case === "constExpr" ? index.exprKind.value.constantKind : null;
  return operand && constant?.case === "stringValue" ? { operand, field: constant.value } : null;
}

/** Paths that are certainly there when `expr` has the given truth: `has(args.a.b)` being true says so of args.a.b and args.a. */
export function presentPaths(expr: Expr, truth: boolean): readonly string[] {
  const kind = expr.exprKind;
  if (kind.case === "selectExpr" && kind.value.testOnly && kind.value.operand) {
    const parent = staticPath(kind.value.operand);
    return truth && parent !== null ? withParents(`${parent}.${kind.value.field}`) : NO_PATHS;
  }
  if (kind.case !== "callExpr") return NO_PATHS;
  const { function: name, args } = kind.value;
  if (name === "!_" && args[0]) return presentPaths(args[0], !truth);
  if ((name === "_&&_" && truth) || (name === "_||_" && !truth)) return args.flatMap((arg) => presentPaths(arg, truth));
  if (name === "has" && args[0] && truth) {
    const path = staticPath(args[0]);
    return path === null ? NO_PATHS : [path];
  }
  return NO_PATHS;
}

function withParents(path: string): string[] {
  const parts = path.split(".");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 2).join("."));
}
