import { BOOL, closedMap, listOf, NUMBER, STRING } from "../../conditions/cel-type.ts";
import { type CelObject, type CelResult, ConditionError, type Frame, spend } from "../../conditions/cel-value.ts";
import type { FunctionSpec } from "../function-spec.ts";
import { sqlParser } from "./parser-slot.ts";
import { judgeStatement, type StatementFacts } from "./statement-facts.ts";

/** Where a call's variables keep the schema of unqualified names. No condition can name it. */
export const DEFAULT_SCHEMA_VARIABLE = "@default_schema";

/** Statements already read for one call, so that naming the same argument twice parses it once. */
const read = new WeakMap<Frame["variables"], Map<string, CelResult>>();

/**
 * `sql(args.query)`: one statement, read by Postgres' own grammar. Several statements, text that Postgres can't read, and
 * names that nothing says the schema of are errors, so that no rule allows them.
 */
export const sql: FunctionSpec = {
  name: "sql",
  form: "function",
  parameters: ["string"],
  minArguments: 1,
  maxArguments: 1,
  result: closedMap({
    statements: NUMBER,
    kind: STRING,
    read_only: BOOL,
    schemas: listOf(STRING),
    tables: listOf(STRING),
    functions: listOf(STRING),
    has_where: BOOL,
    limit: NUMBER,
  }),
  call: ([text], frame) => {
    if (typeof text !== "string") return new ConditionError("sql needs text");
    const excess = spend(frame, 1 + text.length / 2);
    if (excess) return excess;
    const known = read.get(frame.variables) ?? new Map<string, CelResult>();
    read.set(frame.variables, known);
    const found = known.get(text) ?? judge(text, frame);
    known.set(text, found);
    return found;
  },
};

function judge(text: string, frame: Frame): CelResult {
  const schema = frame.variables[DEFAULT_SCHEMA_VARIABLE];
  const judged = judgeStatement(text, typeof schema === "string" ? schema : null, sqlParser());
  return judged.ok ? toValue(judged.facts) : new ConditionError(`sql(): ${judged.message}`);
}

/** What isn't known is null, which every operator refuses. */
function toValue({ kind, readOnly, touched, hasWhere, limit }: StatementFacts): CelObject {
  return {
    statements: 1n,
    kind,
    read_only: readOnly,
    schemas: touched && [...touched.schemas].sort(),
    tables: touched && [...touched.tables].sort(),
    functions: touched && [...touched.functions].sort(),
    has_where: touched && hasWhere,
    limit: limit === null ? null : BigInt(limit),
  };
}
