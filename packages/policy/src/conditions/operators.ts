import { readAmount } from "../functions/money/read-amount.ts";
import {
  CelMoney,
  type CelObject,
  type CelResult,
  CelSpan,
  CelTime,
  type CelValue,
  ConditionError,
  type Frame,
  isList,
  isNumeric,
  isObject,
  kindOf,
  spend,
} from "./cel-value.ts";
import { calculateExactly } from "./exact-decimal.ts";

const MAX_INT = 9_223_372_036_854_775_807n;
const MIN_INT = -9_223_372_036_854_775_808n;

/** Equality by value. Null, and values of two different kinds, have no answer: text that looks like a number isn't one. */
export function equal(left: CelValue, right: CelValue, frame: Frame): boolean | ConditionError {
  const excess = spend(frame, 1);
  if (excess) return excess;
  if (left === null || right === null) return new ConditionError("null was compared; test it with has() first");
  if (isNumeric(left) && isNumeric(right)) return compareNumbers(left, right) === 0;
  if (typeof left === "string" && typeof right === "string") return equalTexts(left, right, frame);
  if (typeof left === "boolean" && typeof right === "boolean") return left === right;
  if (left instanceof CelTime && right instanceof CelTime) return left.ms === right.ms;
  if (left instanceof CelSpan && right instanceof CelSpan) return left.ms === right.ms;
  if (left instanceof CelMoney || right instanceof CelMoney) {
    const difference = compareMoney(left, right);
    return difference instanceof ConditionError ? difference : difference === 0n;
  }
  if (isList(left) && isList(right)) {
    if (left.length !== right.length) return false;
    return everyPair(
      left.map((item, index) => [item, right[index] ?? null] as const),
      frame,
    );
  }
  if (isObject(left) && isObject(right)) return equalObjects(left, right, frame);
  return new ConditionError(`${kindOf(left)} was compared with ${kindOf(right)}`);
}

/** Texts of different length differ at a glance; others are read, which counts as work. */
function equalTexts(left: string, right: string, frame: Frame): boolean | ConditionError {
  if (left.length !== right.length) return false;
  return spend(frame, left.length / 64) ?? left === right;
}

function equalObjects(left: CelObject, right: CelObject, frame: Frame): boolean | ConditionError {
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length || !names.every((name) => Object.hasOwn(right, name))) return false;
  return everyPair(
    names.map((name) => [left[name] ?? null, right[name] ?? null] as const),
    frame,
  );
}

/** False wins over an error, as with `&&`. */
function everyPair(pairs: readonly (readonly [CelValue, CelValue])[], frame: Frame): boolean | ConditionError {
  let error: ConditionError | null = null;
  for (const [left, right] of pairs) {
    const same = equal(left, right, frame);
    if (same === false) return false;
    if (same instanceof ConditionError) error ??= same;
  }
  return error ?? true;
}

/** JavaScript compares a bigint with a double exactly, without rounding either. */
function compareNumbers(left: number | bigint, right: number | bigint): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Amounts of one currency; a plain number next to an amount is US dollars. */
function compareMoney(left: CelValue, right: CelValue): bigint | ConditionError {
  const [a, b] = [amountOf(left), amountOf(right)];
  if (!a || !b) return new ConditionError(`${kindOf(left)} was compared with ${kindOf(right)}`);
  if (a.currency !== b.currency) return new ConditionError("amounts in two currencies were compared");
  return a.micros - b.micros;
}

function amountOf(value: CelValue): { readonly currency: string; readonly micros: bigint } | null {
  if (value instanceof CelMoney) return value;
  return isNumeric(value) ? readAmount(value) : null;
}

/** Membership by equality. True wins over an error; an element that can't be compared is an error otherwise. */
export function contains(value: CelValue, list: readonly CelValue[], frame: Frame): boolean | ConditionError {
  if (value === null) return new ConditionError("null was looked up in a list; test it with has() first");
  let error: ConditionError | null = null;
  for (const item of list) {
    const same = equal(value, item, frame);
    if (same === true) return true;
    if (same instanceof ConditionError) error ??= same;
  }
  return error ?? false;
}

/** The order of two values: negative, zero or positive. Only numbers, text, times and durations have one. */
export function order(left: CelValue, right: CelValue, frame: Frame): number | ConditionError {
  if (isNumeric(left) && isNumeric(right)) return compareNumbers(left, right);
  if (typeof left === "string" && typeof right === "string") {
    return spend(frame, 1 + Math.min(left.length, right.length) / 64) ?? (left < right ? -1 : left > right ? 1 : 0);
  }
  if (left instanceof CelTime && right instanceof CelTime) return left.ms - right.ms;
  if (left instanceof CelSpan && right instanceof CelSpan) return left.ms - right.ms;
  if (left instanceof CelMoney || right instanceof CelMoney) {
    const difference = compareMoney(left, right);
    return difference instanceof ConditionError ? difference : Number(difference);
  }
  return new ConditionError(`${kindOf(left)} has no order against ${kindOf(right)}`);
}

/** Decimals are calculated digit by digit. */
const DECIMAL_WORK = 8;

export type ArithmeticOperator = "+" | "-" | "*" | "/" | "%";

export interface Calculation {
  readonly operator: ArithmeticOperator;
  readonly left: CelValue;
  readonly right: CelValue;
}

/** Arithmetic. Integers stay within 64 bits; as soon as a JSON number takes part it is exact in decimals or an error, and a quotient the nearest double. */
export function calculate({ operator, left, right }: Calculation, frame: Frame): CelResult {
  if (typeof left === "bigint" && typeof right === "bigint") return calculateIntegers(operator, left, right);
  if (isNumeric(left) && isNumeric(right)) {
    return spend(frame, DECIMAL_WORK) ?? calculateDoubles(operator, left, right);
  }
  if (operator === "+" && typeof left === "string" && typeof right === "string") {
    return spend(frame, 1 + (left.length + right.length) / 64) ?? left + right;
  }
  if (operator === "+" && isList(left) && isList(right)) {
    return spend(frame, 1 + (left.length + right.length) / 64) ?? [...left, ...right];
  }
  if (operator === "+" || operator === "-") {
    const sign = operator === "+" ? 1 : -1;
    if (left instanceof CelTime && right instanceof CelSpan) return new CelTime(left.ms + sign * right.ms);
    if (left instanceof CelSpan && right instanceof CelSpan) return new CelSpan(left.ms + sign * right.ms);
    if (operator === "-" && left instanceof CelTime && right instanceof CelTime) return new CelSpan(left.ms - right.ms);
    if (left instanceof CelMoney && right instanceof CelMoney) return addMoney(left, right, sign);
    if (operator === "+" && left instanceof CelSpan && right instanceof CelTime) return new CelTime(left.ms + right.ms);
  }
  return new ConditionError(`${operator} can't take ${kindOf(left)} and ${kindOf(right)}`);
}

function addMoney(left: CelMoney, right: CelMoney, sign: number): CelResult {
  if (left.currency !== right.currency) return new ConditionError("amounts in two currencies were added");
  return new CelMoney(left.currency, left.micros + BigInt(sign) * right.micros);
}

function calculateIntegers(operator: ArithmeticOperator, left: bigint, right: bigint): CelResult {
  if ((operator === "/" || operator === "%") && right === 0n) return new ConditionError("division by zero");
  const result = {
    "+": () => left + right,
    "-": () => left - right,
    "*": () => left * right,
    "/": () => left / right,
    "%": () => left % right,
  }[operator]();
  return result > MAX_INT || result < MIN_INT ? new ConditionError("an integer left its 64 bits") : result;
}

function calculateDoubles(operator: ArithmeticOperator, left: number | bigint, right: number | bigint): CelResult {
  const [a, b] = [Number(left), Number(right)];
  if (compareNumbers(a, left) !== 0 || compareNumbers(b, right) !== 0)
    return new ConditionError("a number is too large to calculate with exactly");
  if (operator === "+" || operator === "-" || operator === "*") {
    return calculateExactly(operator, left, right) ?? new ConditionError("a calculation has no exact result");
  }
  if (operator === "%") {
    if (!Number.isSafeInteger(a) || !Number.isSafeInteger(b)) return new ConditionError("% needs whole numbers");
    return calculateIntegers("%", BigInt(a), BigInt(b));
  }
  const result = a / b;
  return Number.isFinite(result) ? result : new ConditionError("a calculation has no finite result");
}

/** `-x`. */
export function negate(value: CelValue): CelResult {
  if (typeof value === "bigint") return calculateIntegers("-", 0n, value);
  if (typeof value === "number") return -value;
  if (value instanceof CelSpan) return new CelSpan(-value.ms);
  return new ConditionError(`- can't take ${kindOf(value)}`);
}
