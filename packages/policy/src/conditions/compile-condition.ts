import { type CelType, describeType } from "./cel-type.ts";
import { type CelResult, ConditionError, type Frame, kindOf } from "./cel-value.ts";
import { ExpressionCompiler } from "./expression-compiler.ts";
import { parseCondition } from "./syntax.ts";

/** What a condition may name. */
export interface ConditionScope {
  /** Type of `args`: the schemas of all operations the rule selects, seen as one. */
  readonly argumentsType: CelType;
  readonly lists: { readonly [name: string]: readonly string[] };
  /**
   * When it is evaluated: before the call, unless it says otherwise. `running` may name the upstream's `progress`, `after`
   * its `result` and `latency_ms`; both name nothing but `args` and `lists` besides.
   */
  readonly moment?: "running" | "after";
  /** Type of `result`, where the operation says what it answers. */
  readonly resultType?: CelType;
}

/** Something wrong with a condition, at a place in its text. */
export interface ConditionProblem {
  readonly severity: "error" | "warning";
  readonly code: string;
  readonly message: string;
  readonly fix: string;
  readonly offset: number;
}

export interface CompiledCondition {
  /** True, false, or why there is no answer. Never throws. */
  readonly evaluate: (variables: Frame["variables"]) => boolean | ConditionError;
  readonly problems: readonly ConditionProblem[];
  /** The arguments it looks at, as `args.domain`, in order of appearance. */
  readonly reads: readonly string[];
  /** Everything of a call that it looks at, `session.labels` and `now` too. */
  readonly sees: readonly string[];
}

/**
 * Compiles a CEL condition to closures and checks its types on the way. It can always be evaluated: what couldn't be
 * compiled is an error at run time, so that a rule whose condition no longer fits its operations fails closed.
 */
export function compileCondition(text: string, scope: ConditionScope): CompiledCondition {
  const parsed = parseCondition(text);
  if (!parsed.ok) {
    const problem: ConditionProblem = {
      severity: "error",
      code: "condition.syntax.invalid",
      message: `The condition can't be read: ${parsed.message}.`,
      fix: "Correct the expression; it is written in CEL, such as args.domain in lists.partners.",
      offset: parsed.offset,
    };
    const error = new ConditionError("the condition can't be read");
    return { evaluate: () => error, problems: [problem], reads: [], sees: [] };
  }
  const compiler = new ExpressionCompiler(parsed.tree, scope);
  const root = compiler.compile(parsed.tree.root, new Set());
  if (root.type.kind !== "bool" && root.type.kind !== "dyn") {
    compiler.complain(parsed.tree.root, {
      code: "condition.type.mismatch",
      message: `The condition is ${describeType(root.type)}, but must be true or false.`,
      fix: "Compare it with something.",
    });
  }
  return {
    evaluate: (variables) => verdict(root.evaluate, variables),
    problems: compiler.problems,
    reads: compiler.sees().filter((path) => path.startsWith("args.")),
    sees: compiler.sees(),
  };
}

function verdict(evaluate: (frame: Frame) => CelResult, variables: Frame["variables"]): boolean | ConditionError {
  try {
    const value = evaluate({ variables, locals: [], steps: 0 });
    if (typeof value === "boolean" || value instanceof ConditionError) return value;
    return new ConditionError(`the condition gave ${kindOf(value)} instead of true or false`);
  } catch {
    return new ConditionError("the condition could not be evaluated");
  }
}
