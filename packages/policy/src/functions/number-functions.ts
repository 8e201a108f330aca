import { NUMBER, STRING } from "../conditions/cel-type.ts";
import { ConditionError, kindOf } from "../conditions/cel-value.ts";
import type { FunctionSpec } from "./function-spec.ts";

const one = { form: "function", minArguments: 1, maxArguments: 1 } as const;

/** Conversions between numbers. Text is never turned into a number: `""` or `0x10` would have to be guessed. */
export const NUMBER_FUNCTIONS: readonly FunctionSpec[] = [
  {
    ...one,
    name: "int",
    parameters: ["number"],
    result: NUMBER,
    call: ([value]) => {
      if (typeof value === "bigint") return value;
      if (typeof value !== "number") return new ConditionError(`int can't take ${kindOf(value ?? null)}`);
      const whole = Math.trunc(value);
      return Number.isSafeInteger(whole) ? BigInt(whole) : new ConditionError("a number is too large for int");
    },
  },
  {
    ...one,
    name: "double",
    parameters: ["number"],
    result: NUMBER,
    call: ([value]) => {
      if (typeof value === "number") return value;
      if (typeof value !== "bigint") return new ConditionError(`double can't take ${kindOf(value ?? null)}`);
      return BigInt(Number(value)) === value ? Number(value) : new ConditionError("a number is too large for double");
    },
  },
  {
    ...one,
    name: "string",
    parameters: ["dyn"],
    result: STRING,
    call: ([value]) =>
      typeof value === "string" || typeof value === "number" || typeof value === "bigint" || typeof value === "boolean"
        ? String(value)
        : new ConditionError(`string can't take ${kindOf(value ?? null)}`),
  },
];
