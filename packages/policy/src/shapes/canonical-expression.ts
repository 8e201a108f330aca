import { fieldStep } from "../conditions/static-path.ts";
import type { Expr, FoldExpr } from "../conditions/syntax.ts";

/**
 * A text that two expressions share only when they say the same in the same order: brackets, spaces, quoting, the
 * names of loop variables and `a.b` for `a["b"]` make no difference. Null for what isn't compared.
 */
export function canonicalExpression(expr: Expr): string | null {
  const reader = new CanonicalReader();
  const text = reader.read(expr, new Map());
  return reader.isComplete ? text : null;
}

type Names = ReadonlyMap<string, string>;

class CanonicalReader {
  isComplete = true;

  read(expr: Expr, names: Names): string {
    const kind = expr.exprKind;
    const step = fieldStep(expr);
    if (step) return `(. ${this.read(step.operand, names)} ${JSON.stringify(step.field)})`;
    switch (kind.case) {
      case "identExpr":
        return names.get(kind.value.name) ?? kind.value.name;
      case "constExpr":
        return this.constant(kind.value.constantKind);
      case "selectExpr":
        return `(has ${this.optional(kind.value.operand, names)} ${JSON.stringify(kind.value.field)})`;
      case "listExpr":
        return `[${kind.value.elements.map((element) => this.read(element, names)).join(" ")}]`;
      case "callExpr": {
        const { function: name, target, args } = kind.value;
        const parts = name === "_&&_" ? conjuncts(expr) : args;
        return `(${name} ${this.optional(target, names)} ${parts.map((part) => this.read(part, names)).join(" ")})`;
      }
      case "comprehensionExpr":
        return this.loop(kind.value, names);
      default:
        return this.unknown();
    }
  }

  private loop({ iterVar, iterRange, loopStep, accuInit, loopCondition, result }: FoldExpr, names: Names): string {
    const inner = new Map([...names, [iterVar, `$${names.size}`]]);
    const outer = [iterRange, accuInit].map((part) => this.optional(part, names));
    return `(loop ${[...outer, ...[loopCondition, loopStep, result].map((part) => this.optional(part, inner))].join(" ")})`;
  }

  private optional(expr: Expr | undefined, names: Names): string {
    return expr ? this.read(expr, names) : "-";
  }

  private constant(value: Constant): string {
    if (value.case === "stringValue") return JSON.stringify(value.value);
    const isPlain = value.case === "boolValue" || value.case === "int64Value" || value.case === "doubleValue";
    return isPlain ? String(value.value) : this.unknown();
  }

  private unknown(): string {
    this.isComplete = false;
    return "?";
  }
}

type Constant = Extract<Expr["exprKind"], { case: "constExpr" }>["value"]["constantKind"];

/** The parts of an expression that must all hold. */
export function conjuncts(expr: Expr): readonly Expr[] {
  const kind = expr.exprKind;
  if (kind.case !== "callExpr" || kind.value.function !== "_&&_") return [expr];
  return kind.value.args.flatMap(conjuncts);
}
