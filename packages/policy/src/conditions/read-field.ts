import { foldName } from "../arguments/names.ts";
import type { CelType } from "./cel-type.ts";
import { type CelObject, type CelResult, ConditionError, type Frame, isList, isObject, kindOf } from "./cel-value.ts";

type Evaluate = (frame: Frame) => CelResult;

/** Null, or why a member isn't simply absent: another is called almost the same, which an upstream may take for it. */
export function writtenOtherwise(object: CelObject, field: string): ConditionError | null {
  const folded = foldName(field);
  const isThere = Object.keys(object).some((name) => foldName(name) === folded);
  return isThere ? new ConditionError(`${field} is written in another way`) : null;
}

/** A member of an object. Absent, it reads as null where it is declared, and is an error elsewhere. */
export function readField(operand: Evaluate, field: string, isDeclared: boolean): Evaluate {
  return (frame) => {
    const value = operand(frame);
    if (value instanceof ConditionError) return value;
    if (!isObject(value))
      return new ConditionError(`${field} was looked for in ${isList(value) ? "a list" : kindOf(value)}`);
    if (Object.hasOwn(value, field)) return value[field] ?? null;
    return isDeclared ? writtenOtherwise(value, field) : new ConditionError(`there is no ${field}`);
  };
}

/** Going through an object shows its names, through a list its entries: one in the other's place would hide what matters. */
export function ofKind({ kind }: CelType, evaluate: Evaluate): Evaluate {
  if (kind !== "list" && kind !== "map") return evaluate;
  return (frame) => {
    const value = evaluate(frame);
    const isOther = kind === "list" ? isObject(value) : isList(value);
    return isOther
      ? new ConditionError(`${kind === "list" ? "a list" : "an object"} was declared, not what was sent`)
      : value;
  };
}
