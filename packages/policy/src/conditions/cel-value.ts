/** A moment, UTC. */
export class CelTime {
  readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
}

/** A span. */
export class CelSpan {
  readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
}

/** An exact amount in one currency (ISO 4217), in millionths of its unit. */
export class CelMoney {
  readonly currency: string;
  readonly micros: bigint;
  constructor(currency: string, micros: bigint) {
    this.currency = currency;
    this.micros = micros;
  }
}

/** Why an expression has no value. It is returned, never thrown: `&&` and `||` may still come to a result. */
export class ConditionError {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/** The error of a field function that found nothing, which `.or_empty()` forgives. */
export class NothingFound extends ConditionError {}

/** Integers that the condition itself makes (literals, `size`) are bigint; numbers from JSON are doubles. */
export type CelValue = null | boolean | number | bigint | string | CelTime | CelSpan | CelMoney | CelList | CelObject;
export type CelList = readonly CelValue[];
export interface CelObject {
  readonly [name: string]: CelValue;
}

export type CelResult = CelValue | ConditionError;

export function isNumeric(value: CelResult): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

export function isList(value: CelResult): value is CelList {
  return Array.isArray(value);
}

export function isObject(value: CelResult): value is CelObject {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof CelTime || value instanceof CelSpan || value instanceof CelMoney) &&
    !(value instanceof ConditionError)
  );
}

/** The kind of a value, in the words of messages. Values themselves never stand in messages. */
export function kindOf(value: CelValue): string {
  if (value === null) return "nothing (null)";
  if (isNumeric(value)) return "a number";
  if (value instanceof CelTime) return "a time";
  if (value instanceof CelSpan) return "a duration";
  if (value instanceof CelMoney) return "an amount of money";
  if (isList(value)) return "a list";
  if (isObject(value)) return "an object";
  return typeof value === "string" ? "text" : "true or false";
}

/** The work one condition may do, so that no call can hold the gateway up. */
export const MAX_STEPS = 200_000;

/** What one evaluation reads and counts. */
export interface Frame {
  readonly variables: { readonly [name: string]: CelResult };
  /** Variables of comprehensions, by slot. */
  readonly locals: CelResult[];
  steps: number;
}

/** Counts work; an error once there was too much. */
export function spend(frame: Frame, steps: number): ConditionError | null {
  frame.steps += steps;
  return frame.steps > MAX_STEPS ? TOO_MUCH : null;
}

const TOO_MUCH = new ConditionError("the condition takes too much work for these arguments");
