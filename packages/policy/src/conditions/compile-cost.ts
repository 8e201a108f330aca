import type { JsonObject, JsonValue } from "@countersign/core";
import { MAX_MICROS } from "@countersign/core";
import { describeType } from "./cel-type.ts";
import { ConditionError, type Frame, isNumeric, kindOf } from "./cel-value.ts";
import type { ConditionProblem, ConditionScope } from "./compile-condition.ts";
import { ExpressionCompiler } from "./expression-compiler.ts";
import { parseCondition } from "./syntax.ts";

/** What a price is computed from. */
export interface CostFacts {
  /** As the agent sent them. */
  readonly args: JsonObject;
  readonly result: JsonValue;
  readonly latencyMs: number;
}

export interface CompiledCost {
  /** Micro-USD, rounded up; or why there is no price. Never throws. */
  readonly evaluate: (facts: CostFacts) => bigint | ConditionError;
  readonly problems: readonly ConditionProblem[];
}

/** What a call that still runs has cost is computed from. */
export interface RunningFacts {
  /** As the agent sent them. */
  readonly args: JsonObject;
  /** The upstream's own count of how far it is. */
  readonly progress: number;
}

export interface CompiledCostSoFar {
  /** Micro-USD, rounded up; or why it can't be told. Never throws. */
  readonly evaluate: (facts: RunningFacts) => bigint | ConditionError;
  readonly problems: readonly ConditionProblem[];
}

type PriceScope = Omit<ConditionScope, "moment">;

/** Compiles a price in USD, written in CEL over `result`, `args` and `latency_ms`. */
export function compileCost(text: string, scope: PriceScope): CompiledCost {
  const { problems, evaluate } = compileAmount(text, { ...scope, moment: "after" });
  return {
    problems,
    evaluate: ({ args, result, latencyMs }) => evaluate({ args, result, latency_ms: latencyMs, lists: scope.lists }),
  };
}

/** Compiles what a call has cost while it runs, in USD, written in CEL over `progress` and `args`. */
export function compileCostSoFar(text: string, scope: PriceScope): CompiledCostSoFar {
  const { problems, evaluate } = compileAmount(text, { ...scope, moment: "running" });
  return { problems, evaluate: ({ args, progress }) => evaluate({ args, progress, lists: scope.lists }) };
}

interface CompiledAmount {
  readonly evaluate: (variables: Frame["variables"]) => bigint | ConditionError;
  readonly problems: readonly ConditionProblem[];
}

const EXAMPLES = {
  running: "progress, such as double(progress) * 0.01",
  after: "result, such as double(result.credits) * 0.01",
} as const;

function compileAmount(
  text: string,
  scope: ConditionScope & { readonly moment: keyof typeof EXAMPLES },
): CompiledAmount {
  const parsed = parseCondition(text);
  const fix = `Write a CEL expression over ${EXAMPLES[scope.moment]}.`;
  if (!parsed.ok) {
    const error = new ConditionError("the price can't be read");
    const code = "price.cost.invalid";
    const message = `The price can't be read: ${parsed.message}.`;
    return { evaluate: () => error, problems: [{ severity: "error", code, message, fix, offset: parsed.offset }] };
  }
  const compiler = new ExpressionCompiler(parsed.tree, scope);
  const root = compiler.compile(parsed.tree.root, new Set());
  if (root.type.kind !== "number" && root.type.kind !== "dyn") {
    compiler.complain(parsed.tree.root, {
      code: "price.cost.invalid",
      message: `The price is ${describeType(root.type)}, but must be a number of dollars.`,
      fix,
    });
  }
  return {
    problems: compiler.problems,
    evaluate: (variables) => {
      try {
        const value = root.evaluate({ variables, locals: [], steps: 0 });
        if (value instanceof ConditionError) return value;
        if (!isNumeric(value)) return new ConditionError(`the price came out as ${kindOf(value)}`);
        return microsOf(Number(value));
      } catch {
        return new ConditionError("the price could not be computed");
      }
    },
  };
}

/** Digits that a double holds for certain: what lies beyond comes from binary fractions, not from the price. */
const CERTAIN_DIGITS = 15;
const MICRO_DIGITS = 6;

/** Rounds up to a whole micro-USD, exactly. */
function microsOf(dollars: number): bigint | ConditionError {
  if (!Number.isFinite(dollars) || dollars < 0) return new ConditionError("the price is negative or not finite");
  const [digits = "", exponent = "0"] = dollars.toExponential(CERTAIN_DIGITS - 1).split("e");
  const [whole = "0", fraction = ""] = digits.split(".");
  const shift = Number(exponent) + MICRO_DIGITS - fraction.length;
  const scaled = BigInt(whole + fraction);
  const micros = shift >= 0 ? scaled * 10n ** BigInt(shift) : dividedUp(scaled, 10n ** BigInt(-shift));
  return micros > MAX_MICROS ? new ConditionError("the price is larger than any that can be charged") : micros;
}

function dividedUp(value: bigint, by: bigint): bigint {
  return (value + by - 1n) / by;
}
