import { BOOL, NUMBER, STRING } from "../conditions/cel-type.ts";
import {
  type CelResult,
  type CelValue,
  ConditionError,
  isList,
  isObject,
  kindOf,
  spend,
} from "../conditions/cel-value.ts";
import type { FunctionSpec } from "./function-spec.ts";
import { compilePattern } from "./regular-expression.ts";

const MAX_MATCHED_LENGTH = 65_536;

function textMethod(name: string, test: (text: string, part: string) => boolean): FunctionSpec {
  return {
    name,
    form: "method",
    parameters: ["string", "string"],
    minArguments: 2,
    maxArguments: 2,
    result: BOOL,
    call: ([text, part], frame) => {
      if (typeof text !== "string" || typeof part !== "string") return new ConditionError(`${name} needs text`);
      // Searching can compare the whole part at every place of the text.
      return spend(frame, 1 + text.length / 64 + (text.length * part.length) / 4_096) ?? test(text, part);
    },
  };
}

function caseMethod(name: string, change: (text: string) => string): FunctionSpec {
  return {
    name,
    form: "method",
    parameters: ["string"],
    minArguments: 1,
    maxArguments: 1,
    result: STRING,
    call: ([text], frame) => {
      if (typeof text !== "string") return new ConditionError(`${name} needs text`);
      return spend(frame, 1 + text.length / 64) ?? change(text);
    },
  };
}

function size(value: CelValue | undefined): CelResult {
  if (typeof value === "string") return BigInt([...value].length);
  if (value !== undefined && isList(value)) return BigInt(value.length);
  if (value !== undefined && isObject(value)) return BigInt(Object.keys(value).length);
  return new ConditionError(`size can't take ${kindOf(value ?? null)}`);
}

const matches: FunctionSpec = {
  name: "matches",
  form: "method",
  parameters: ["string", "string"],
  minArguments: 2,
  maxArguments: 2,
  result: BOOL,
  call: ([text, pattern], frame) => {
    if (typeof text !== "string" || typeof pattern !== "string") return new ConditionError("matches needs text");
    if (text.length > MAX_MATCHED_LENGTH) return new ConditionError("the text is too long for a regular expression");
    const compiled = compilePattern(pattern);
    if (compiled instanceof ConditionError) return compiled;
    return spend(frame, 1 + (text.length * compiled.steps) / 5) ?? compiled.test(text);
  },
  checkConstants: ([, pattern]) => {
    const compiled = typeof pattern === "string" ? compilePattern(pattern) : null;
    return compiled instanceof ConditionError ? compiled.message : null;
  },
};

const lower = (text: string) => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
const upper = (text: string) => text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());

const sizeSpec = { parameters: ["dyn"], minArguments: 1, maxArguments: 1, result: NUMBER } as const;

export const TEXT_FUNCTIONS: readonly FunctionSpec[] = [
  textMethod("startsWith", (text, part) => text.startsWith(part)),
  textMethod("endsWith", (text, part) => text.endsWith(part)),
  textMethod("contains", (text, part) => text.includes(part)),
  caseMethod("lowerAscii", lower),
  caseMethod("upperAscii", upper),
  matches,
  { ...sizeSpec, name: "size", form: "function", call: ([value]) => size(value) },
  { ...sizeSpec, name: "size", form: "method", call: ([value]) => size(value) },
];
