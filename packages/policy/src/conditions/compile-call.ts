import type { FunctionSpec } from "../functions/function-spec.ts";
import { FUNCTION_NAMES, findFunction } from "../functions/registry.ts";
import { BOOL, type CelType, DYN, describeType, joinTypes } from "./cel-type.ts";
import {
  type CelResult,
  type CelValue,
  ConditionError,
  type Frame,
  isList,
  isNumeric,
  isObject,
  kindOf,
  NothingFound,
} from "./cel-value.ts";
import { compileOperator } from "./compile-operator.ts";
import type { Compiled, ExpressionCompiler, Guards } from "./expression-compiler.ts";
import { presentPaths } from "./static-path.ts";
import type { CallExpr, Expr } from "./syntax.ts";

/** A call in a condition, and what is known to be there by then. */
export interface CallSite {
  readonly expr: Expr;
  readonly call: CallExpr;
  readonly guards: Guards;
}

type CompileCall = (compiler: ExpressionCompiler, site: CallSite) => Compiled;

const FORMS: ReadonlyMap<string, CompileCall> = new Map([
  ["_&&_", (compiler, site) => compileLogic(compiler, site, false)],
  ["_||_", (compiler, site) => compileLogic(compiler, site, true)],
  ["!_", compileNot],
  ["_?_:_", compileChoice],
  ["@not_strictly_false", compileNotFalse],
  ["_[_]", compileIndex],
  ["has", compileHas],
  ["or_empty", compileOrEmpty],
]);

/** Operators, logic, indexing, `has(name)`, functions and methods. */
export function compileCall(compiler: ExpressionCompiler, site: CallSite): Compiled {
  const form = FORMS.get(site.call.function);
  return form ? form(compiler, site) : (compileOperator(compiler, site) ?? compileFunction(compiler, site));
}

function malformed(compiler: ExpressionCompiler, expr: Expr): Compiled {
  return compiler.refuse(expr, {
    code: "condition.syntax.invalid",
    message: "This part can't be read.",
    fix: "Check the brackets.",
  });
}

function checkBool(compiler: ExpressionCompiler, expr: Expr, type: CelType): void {
  if (type.kind === "bool" || type.kind === "dyn") return;
  compiler.complain(expr, {
    code: "condition.type.mismatch",
    message: `This is ${describeType(type)}, but must be true or false.`,
    fix: "Compare it with something.",
  });
}

function notBool(value: CelValue): ConditionError {
  return new ConditionError(`${kindOf(value)} stands where true or false must`);
}

/** As CEL has it: `stop`, the value that settles it, wins over errors on either side. What earlier parts prove present guards later ones. */
function compileLogic(compiler: ExpressionCompiler, { call: { args }, guards }: CallSite, stop: boolean): Compiled {
  let proven = guards;
  const parts = args.map((arg) => {
    const part = compiler.compile(arg, proven);
    checkBool(compiler, arg, part.type);
    proven = new Set([...proven, ...presentPaths(arg, !stop)]);
    return part.evaluate;
  });
  const evaluate = (frame: Frame): CelResult => {
    let error: ConditionError | null = null;
    for (const part of parts) {
      const value = part(frame);
      if (value === stop) return stop;
      if (value instanceof ConditionError) error ??= value;
      else if (value !== !stop) error ??= notBool(value);
    }
    return error ?? !stop;
  };
  return { type: BOOL, evaluate };
}

function compileNot(compiler: ExpressionCompiler, { call: { args }, expr, guards }: CallSite): Compiled {
  const [arg] = args;
  if (!arg) return malformed(compiler, expr);
  const part = compiler.compile(arg, guards);
  checkBool(compiler, arg, part.type);
  const evaluate = (frame: Frame): CelResult => {
    const value = part.evaluate(frame);
    if (typeof value === "boolean") return !value;
    return value instanceof ConditionError ? value : notBool(value);
  };
  return { type: BOOL, evaluate };
}

function compileNotFalse(compiler: ExpressionCompiler, { call: { args }, expr, guards }: CallSite): Compiled {
  const [arg] = args;
  if (!arg) return malformed(compiler, expr);
  const part = compiler.compile(arg, guards);
  return { type: BOOL, evaluate: (frame) => part.evaluate(frame) !== false };
}

function compileChoice(compiler: ExpressionCompiler, { call: { args }, expr, guards }: CallSite): Compiled {
  const [test, yes, no] = args;
  if (!test || !yes || !no) return malformed(compiler, expr);
  const condition = compiler.compile(test, guards);
  checkBool(compiler, test, condition.type);
  const left = compiler.compile(yes, new Set([...guards, ...presentPaths(test, true)]));
  const right = compiler.compile(no, new Set([...guards, ...presentPaths(test, false)]));
  const evaluate = (frame: Frame): CelResult => {
    const value = condition.evaluate(frame);
    if (value === true) return left.evaluate(frame);
    if (value === false) return right.evaluate(frame);
    return value instanceof ConditionError ? value : notBool(value);
  };
  return { type: joinTypes(left.type, right.type), evaluate };
}

/** `has(person)`: the language's own `has` takes a field only. */
function compileHas(compiler: ExpressionCompiler, { call: { args }, expr, guards }: CallSite): Compiled {
  const [arg, ...others] = args;
  if (!arg || others.length > 0) return malformed(compiler, expr);
  const value = compiler.optional(arg, guards);
  const evaluate = (frame: Frame): CelResult => {
    const found = value(frame);
    return found instanceof ConditionError ? found : found !== undefined;
  };
  return { type: BOOL, evaluate };
}

function compileIndex(compiler: ExpressionCompiler, { call: { args }, expr, guards }: CallSite): Compiled {
  const [of, by] = args;
  if (!of || !by) return malformed(compiler, expr);
  const operand = compiler.compile(of, guards);
  const index = compiler.compile(by, guards);
  if (!["list", "map", "dyn"].includes(operand.type.kind)) {
    compiler.complain(of, {
      code: "condition.type.mismatch",
      message: `${describeType(operand.type)} has no elements.`,
      fix: "Check what the argument holds.",
    });
  }
  const evaluate = (frame: Frame): CelResult => {
    const value = operand.evaluate(frame);
    if (value instanceof ConditionError) return value;
    const key = index.evaluate(frame);
    return key instanceof ConditionError ? key : elementAt(value, key);
  };
  return { type: operand.type.kind === "list" ? operand.type.element : DYN, evaluate };
}

function elementAt(value: CelValue, key: CelValue): CelResult {
  if (isList(value) && isNumeric(key)) {
    const found = Number.isSafeInteger(Number(key)) ? value[Number(key)] : undefined;
    return found === undefined ? new ConditionError("an index is out of range") : found;
  }
  if (isObject(value) && typeof key === "string") {
    return Object.hasOwn(value, key) ? (value[key] ?? null) : new ConditionError("there is no such field");
  }
  return new ConditionError(`${kindOf(value)} has no element by ${kindOf(key)}`);
}

/** `emails(args.to).or_empty()`: finding nothing is an empty list rather than an error. */
function compileOrEmpty(compiler: ExpressionCompiler, { call, expr, guards }: CallSite): Compiled {
  const inner = call.target?.exprKind.case === "callExpr" ? call.target.exprKind.value : null;
  if (!call.target || !inner || call.args.length > 0 || !compiler.isFieldFunction(inner.function)) {
    return compiler.refuse(expr, {
      code: "condition.function.misused",
      message: ".or_empty() belongs right after a function such as emails(…).",
      fix: "Remove it.",
    });
  }
  const found = compiler.compile(call.target, guards);
  return { ...found, evaluate: (frame) => emptied(found.evaluate(frame)) };
}

function emptied(value: CelResult): CelResult {
  return value instanceof NothingFound ? [] : value;
}

function compileFunction(compiler: ExpressionCompiler, { call, expr, guards }: CallSite): Compiled {
  const spec = findFunction(call.function, call.target ? "method" : "function");
  if (!spec) {
    return compiler.refuse(expr, {
      code: "condition.function.unknown",
      message: `There is no ${call.target ? "method" : "function"} called ${call.function}.`,
      fix: `These can be called: ${FUNCTION_NAMES.join(", ")}.`,
    });
  }
  const exprs = call.target ? [call.target, ...call.args] : call.args;
  if (exprs.length < spec.minArguments || exprs.length > spec.maxArguments) {
    return compiler.refuse(expr, {
      code: "condition.function.misused",
      message: `${spec.name} was given ${call.args.length} arguments.`,
      fix: "See the reference for what it takes.",
    });
  }
  const args = exprs.map((arg) => compiler.compile(arg, guards));
  checkArguments(compiler, { expr, exprs, args, spec });
  return {
    type: spec.result,
    evaluate: applyFunction(
      spec,
      args.map((arg) => arg.evaluate),
    ),
  };
}

interface FunctionCall {
  readonly expr: Expr;
  readonly exprs: readonly Expr[];
  readonly args: readonly Compiled[];
  readonly spec: FunctionSpec;
}

function checkArguments(compiler: ExpressionCompiler, { expr, exprs, args, spec }: FunctionCall): void {
  args.forEach((arg, index) => {
    const wanted = spec.parameters[Math.min(index, spec.parameters.length - 1)] ?? "dyn";
    const at = exprs[index];
    if (!at || wanted === "dyn" || arg.type.kind === "dyn" || arg.type.kind === wanted) return;
    compiler.complain(at, {
      code: "condition.type.mismatch",
      message: `${spec.name} can't take ${describeType(arg.type)} here.`,
      fix: `Give it ${describeType(wanted === "list" ? { kind: "list", element: DYN } : wanted === "map" ? { kind: "map", fields: new Map(), isOpen: true } : { kind: wanted })}.`,
    });
  });
  const problem = spec.checkConstants?.(args.map((arg) => arg.constant)) ?? null;
  if (problem !== null) {
    compiler.complain(expr, {
      code: "condition.function.misused",
      message: `${problem}.`,
      fix: "Correct the argument.",
    });
  }
}

function applyFunction(spec: FunctionSpec, args: readonly Compiled["evaluate"][]): Compiled["evaluate"] {
  return (frame) => {
    const values: CelValue[] = [];
    for (const arg of args) {
      const value = arg(frame);
      if (value instanceof ConditionError) return value;
      if (value === null && !spec.acceptsNull)
        return new ConditionError(`${spec.name} was given null; test it with has() first`);
      values.push(value);
    }
    return spec.call(values, frame);
  };
}
