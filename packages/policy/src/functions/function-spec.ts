import type { CelType } from "../conditions/cel-type.ts";
import type { CelResult, CelValue, Frame } from "../conditions/cel-value.ts";

/** A function or method that conditions may call. */
export interface FunctionSpec {
  readonly name: string;
  /** Methods take what stands before the dot as their first argument. */
  readonly form: "function" | "method";
  /** Accepted kinds by position; the last one holds for all further arguments of a variadic function. */
  readonly parameters: readonly CelType["kind"][];
  readonly minArguments: number;
  readonly maxArguments: number;
  readonly result: CelType;
  /** Null among the arguments reaches `call`; otherwise it is an error before. */
  readonly acceptsNull?: boolean;
  /** Finding nothing is an error unless the condition says `.or_empty()`. */
  readonly isFieldFunction?: boolean;
  readonly call: (values: readonly CelValue[], frame: Frame) => CelResult;
  /** Looks at arguments that are already known when the policy is published. Gives the problem, or null. */
  readonly checkConstants?: (values: readonly (CelValue | undefined)[]) => string | null;
}
