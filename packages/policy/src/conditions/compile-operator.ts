import { BOOL, type CelType, DURATION, DYN, describeType, joinTypes, MONEY, NUMBER, TIMESTAMP } from "./cel-type.ts";
import { type CelResult, type CelValue, ConditionError, type Frame, isList, isObject, kindOf } from "./cel-value.ts";
import type { CallSite } from "./compile-call.ts";
import type { Compiled, ExpressionCompiler } from "./expression-compiler.ts";
import { type ArithmeticOperator, calculate, contains, equal, negate, order } from "./operators.ts";
import type { Expr } from "./syntax.ts";

type Apply = (left: CelValue, right: CelValue, frame: Frame) => CelResult;

interface Operands {
  readonly expr: Expr;
  readonly left: Compiled;
  readonly right: Compiled;
}

const ORDERINGS: { readonly [name: string]: (order: number) => boolean } = {
  "_<_": (order) => order < 0,
  "_<=_": (order) => order <= 0,
  "_>_": (order) => order > 0,
  "_>=_": (order) => order >= 0,
};

const ARITHMETIC: { readonly [name: string]: ArithmeticOperator } = {
  "_+_": "+",
  "_-_": "-",
  "_*_": "*",
  "_/_": "/",
  "_%_": "%",
};

/** Comparison, membership and arithmetic. Null when the call isn't one of these. */
export function compileOperator(compiler: ExpressionCompiler, { call, expr, guards }: CallSite): Compiled | null {
  const { function: name, args } = call;
  const [first, second] = args;
  if (name === "-_" && first) {
    const operand = compiler.compile(first, guards);
    const evaluate = (frame: Frame): CelResult => {
      const value = operand.evaluate(frame);
      return value instanceof ConditionError ? value : negate(value);
    };
    return { type: operand.type, evaluate };
  }
  const build = Object.hasOwn(BINARY, name) ? BINARY[name] : undefined;
  if (!build || !first || !second) return null;
  return build(compiler, name, {
    expr,
    left: compiler.compile(first, guards),
    right: compiler.compile(second, guards),
  });
}

type Build = (compiler: ExpressionCompiler, name: string, operands: Operands) => Compiled;

const BINARY: { readonly [name: string]: Build } = {
  "_==_": compileEquality,
  "_!=_": compileEquality,
  "@in": compileMembership,
  ...Object.fromEntries(Object.keys(ORDERINGS).map((name) => [name, compileOrder])),
  ...Object.fromEntries(Object.keys(ARITHMETIC).map((name) => [name, compileArithmetic])),
};

function binary({ left, right }: Operands, apply: Apply): Compiled["evaluate"] {
  return (frame) => {
    const a = left.evaluate(frame);
    if (a instanceof ConditionError) return a;
    const b = right.evaluate(frame);
    return b instanceof ConditionError ? b : apply(a, b, frame);
  };
}

function differ(left: CelType, right: CelType): boolean {
  // A number beside an amount of money is an amount in US dollars.
  const kinds = [left.kind, right.kind];
  if (kinds.includes("money") && kinds.includes("number")) return false;
  return left.kind !== "dyn" && right.kind !== "dyn" && left.kind !== right.kind;
}

function compileEquality(compiler: ExpressionCompiler, name: string, operands: Operands): Compiled {
  const { expr, left, right } = operands;
  if (differ(left.type, right.type))
    mismatch(compiler, expr, `${describeType(left.type)} is never equal to ${describeType(right.type)}`);
  const isEqual = binary(operands, equal);
  if (name === "_==_") return { type: BOOL, evaluate: isEqual };
  const evaluate = (frame: Frame): CelResult => {
    const value = isEqual(frame);
    return typeof value === "boolean" ? !value : value;
  };
  return { type: BOOL, evaluate };
}

function compileOrder(compiler: ExpressionCompiler, name: string, operands: Operands): Compiled {
  const { expr, left, right } = operands;
  const isOrdered = (type: CelType) => !["bool", "list", "map"].includes(type.kind);
  if (differ(left.type, right.type) || !isOrdered(left.type) || !isOrdered(right.type)) {
    mismatch(compiler, expr, `${describeType(left.type)} has no order against ${describeType(right.type)}`);
  }
  const holds = ORDERINGS[name] ?? (() => false);
  const evaluate = binary(operands, (a, b, frame) => {
    const result = order(a, b, frame);
    return result instanceof ConditionError ? result : holds(result);
  });
  return { type: BOOL, evaluate };
}

/** `in` is exact. A list of the policy is looked up in a set, and its `*.` entries would never match: that is refused. */
function compileMembership(compiler: ExpressionCompiler, _name: string, operands: Operands): Compiled {
  const { expr, left, right } = operands;
  if (right.type.kind !== "list" && right.type.kind !== "dyn" && right.type.kind !== "map") {
    mismatch(compiler, expr, `${describeType(right.type)} holds nothing that could be looked up`);
  }
  if (right.type.kind === "list" && differ(left.type, right.type.element)) {
    mismatch(compiler, expr, `${describeType(left.type)} is never in a list of ${describeType(right.type.element)}`);
  }
  const texts = constantTexts(right.constant);
  if (texts?.some((text) => text.startsWith("*."))) {
    return compiler.refuse(expr, {
      code: "condition.list.wildcard",
      message: "in compares exactly, but this list has entries that begin with *.",
      fix: "Write in_list(x, lists.y), which understands them.",
    });
  }
  if (texts) {
    const set = setOf(texts);
    const evaluate = binary(operands, (value) => {
      if (typeof value === "string") return set.has(value);
      return new ConditionError(`${kindOf(value)} was looked up in a list of text`);
    });
    return { type: BOOL, evaluate };
  }
  const isMap = right.type.kind === "map";
  return {
    type: BOOL,
    evaluate: binary(operands, (value, container, frame) => isMember(value, container, { frame, isMap })),
  };
}

/** The names of an object count only where it is known to be one. */
function isMember(
  value: CelValue,
  container: CelValue,
  { frame, isMap }: { readonly frame: Frame; readonly isMap: boolean },
): CelResult {
  if (isList(container)) return contains(value, container, frame);
  if (isMap && isObject(container) && typeof value === "string") return Object.hasOwn(container, value);
  return new ConditionError(`${kindOf(value)} can't be looked up in ${kindOf(container)}`);
}

function constantTexts(constant: CelValue | undefined): readonly string[] | null {
  return constant !== undefined && isList(constant) && isTexts(constant) ? constant : null;
}

function isTexts(list: readonly CelValue[]): list is readonly string[] {
  return list.every((item) => typeof item === "string");
}

/** One set for each list of the policy, however many conditions look into it. */
const sets = new WeakMap<readonly string[], ReadonlySet<string>>();

function setOf(texts: readonly string[]): ReadonlySet<string> {
  const known = sets.get(texts) ?? new Set(texts);
  sets.set(texts, known);
  return known;
}

function compileArithmetic(compiler: ExpressionCompiler, name: string, operands: Operands): Compiled {
  const operator = ARITHMETIC[name] ?? "+";
  const { expr, left, right } = operands;
  const type = arithmeticType(operator, left.type, right.type);
  if (!type)
    mismatch(compiler, expr, `${operator} can't take ${describeType(left.type)} and ${describeType(right.type)}`);
  return {
    type: type ?? DYN,
    evaluate: binary(operands, (a, b, frame) => calculate({ operator, left: a, right: b }, frame)),
  };
}

/** The type of the result, or null when there is none for such operands. */
function arithmeticType(operator: ArithmeticOperator, left: CelType, right: CelType): CelType | null {
  if (left.kind === "dyn" || right.kind === "dyn") return DYN;
  if (left.kind === "number" && right.kind === "number") return NUMBER;
  const kinds = `${left.kind} ${operator} ${right.kind}`;
  if (kinds === "string + string") return left;
  if (kinds === "list + list") return joinTypes(left, right);
  if (["timestamp + duration", "duration + timestamp", "timestamp - duration"].includes(kinds)) return TIMESTAMP;
  if (["duration + duration", "duration - duration", "timestamp - timestamp"].includes(kinds)) return DURATION;
  if (kinds === "money + money" || kinds === "money - money") return MONEY;
  return null;
}

function mismatch(compiler: ExpressionCompiler, expr: Expr, message: string): void {
  compiler.complain(expr, {
    code: "condition.type.mismatch",
    message: `${message[0]?.toUpperCase()}${message.slice(1)}.`,
    fix: "Compare values of one kind; text in quotes is never a number.",
  });
}
