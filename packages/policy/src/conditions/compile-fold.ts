import { type CelType, DYN, STRING } from "./cel-type.ts";
import {
  type CelResult,
  type CelValue,
  ConditionError,
  type Frame,
  isList,
  isObject,
  kindOf,
  spend,
} from "./cel-value.ts";
import type { Compiled, ExpressionCompiler, Guards } from "./expression-compiler.ts";
import type { Expr, FoldExpr } from "./syntax.ts";

export interface FoldSite {
  readonly expr: Expr;
  readonly fold: FoldExpr;
  readonly guards: Guards;
}

/** `all`, `exists`, `exists_one`, `map` and `filter`, which the parser has turned into folds. Each round counts as work. */
export function compileFold(compiler: ExpressionCompiler, { expr, fold, guards }: FoldSite): Compiled {
  const { iterRange, accuInit, loopCondition, loopStep, result } = fold;
  const isShadowing = compiler.isVariable(fold.iterVar);
  if (!iterRange || !accuInit || !loopCondition || !loopStep || !result || fold.iterVar2 !== "" || isShadowing) {
    return compiler.refuse(expr, {
      code: "condition.name.repeated",
      message: isShadowing ? `${fold.iterVar} already means something else here.` : "This loop can't be read.",
      fix: "Choose another name for the loop's variable.",
    });
  }
  const range = compiler.compile(iterRange, guards);
  const start = compiler.compile(accuInit, guards);
  checkRange(compiler, iterRange, range.type);
  if (isAll(fold)) warnOfEmpty(compiler, { expr, fold, guards }, range);
  return compiler.withLocals(
    [
      [fold.accuVar, widen(start.type)],
      [fold.iterVar, elementType(range.type)],
    ],
    ([accuSlot = 0, iterSlot = 0]) => {
      const condition = compiler.compile(loopCondition, guards);
      const step = compiler.compile(loopStep, guards);
      const end = compiler.compile(result, guards);
      const evaluate = (frame: Frame): CelResult => {
        const items = itemsOf(range.evaluate(frame), range.type);
        if (items instanceof ConditionError) return items;
        frame.locals[accuSlot] = start.evaluate(frame);
        for (const item of items) {
          const excess = spend(frame, 1);
          if (excess) return excess;
          frame.locals[iterSlot] = item;
          if (condition.evaluate(frame) !== true) break;
          frame.locals[accuSlot] = step.evaluate(frame);
        }
        return end.evaluate(frame);
      };
      return { type: end.type, evaluate };
    },
  );
}

/** An object is gone through by its names, and only where it is known to be one: who expects a list sees entries. */
function itemsOf(value: CelResult, type: CelType): readonly CelValue[] | ConditionError {
  if (value instanceof ConditionError) return value;
  if (isList(value)) return value;
  if (isObject(value) && type.kind === "map") return Object.keys(value);
  return new ConditionError(`${kindOf(value)} can't be gone through`);
}

function elementType(range: CelType): CelType {
  if (range.kind === "list") return range.element;
  return range.kind === "map" ? STRING : DYN;
}

/** An empty list grows: nothing is known of its elements. */
function widen(type: CelType): CelType {
  return type.kind === "list" ? { kind: "list", element: DYN } : type;
}

function checkRange(compiler: ExpressionCompiler, expr: Expr, type: CelType): void {
  if (type.kind === "list" || type.kind === "map" || type.kind === "dyn") return;
  compiler.complain(expr, {
    code: "condition.type.mismatch",
    message: "Only lists can be gone through.",
    fix: "Check what the argument holds.",
  });
}

function isAll(fold: FoldExpr): boolean {
  const start = fold.accuInit?.exprKind;
  const step = fold.loopStep?.exprKind;
  const startsTrue =
    start?.case === "constExpr" && start.value.constantKind.case === "boolValue" && start.value.constantKind.value;
  return startsTrue === true && step?.case === "callExpr" && step.value.function === "_&&_";
}

/** `.all()` over nothing is true, which is rarely what an allow rule means. Field functions refuse to find nothing. */
function warnOfEmpty(compiler: ExpressionCompiler, { expr, fold }: FoldSite, range: Compiled): void {
  const call = fold.iterRange?.exprKind.case === "callExpr" ? fold.iterRange.exprKind.value : null;
  const isFieldFunction = call !== null && compiler.isFieldFunction(call.function);
  // What sql() found in a statement: none is as good as only permitted ones.
  const selected = fold.iterRange?.exprKind.case === "selectExpr" ? fold.iterRange.exprKind.value.operand : undefined;
  if (selected?.exprKind.case === "callExpr" && selected.exprKind.value.function === "sql") return;
  if (isFieldFunction || (Array.isArray(range.constant) && range.constant.length > 0)) return;
  compiler.complain(expr, {
    severity: "warning",
    code: "condition.all.empty",
    message: ".all() is true when the list is empty.",
    fix: "If that should not pass, write size(list) > 0 && list.all(…).",
  });
}
