import type { SqlParser } from "./parser-slot.ts";
import { statementKind, type Touched, UnjudgedStatement, walkStatement } from "./statement-walk.ts";
import { childrenOf, isFields, type SqlFields, type SqlNode, unwrap } from "./syntax-nodes.ts";
import { textProblem } from "./text-bounds.ts";

/** What `sql()` says of one statement. */
export interface StatementFacts {
  /** `select`, `insert`, …; of a SELECT that writes, what it does: `select_into`, or the statement in its WITH. */
  readonly kind: string;
  /** One query that only reads the tables it names, by functions that do nothing else. */
  readonly readOnly: boolean;
  /** Null for statements that aren't queries or changes of rows: what they touch isn't told. */
  readonly touched: Touched | null;
  /** Every part that reads or changes rows at the top has a WHERE that looks at a column. */
  readonly hasWhere: boolean;
  /** The number after the outermost LIMIT; null without one, or where it isn't a plain number. */
  readonly limit: number | null;
}

export type JudgedSql =
  | { readonly ok: true; readonly facts: StatementFacts }
  | { readonly ok: false; readonly message: string };

const TELLING_OPTIONS: ReadonlySet<string> = new Set(["verbose", "costs", "format", "summary"]);
const ROWS: ReadonlySet<string> = new Set(["SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"]);

/** Reads one statement with Postgres' grammar. Whatever can't be judged is a message, never a fact. */
export function judgeStatement(text: string, defaultSchema: string | null, parser: SqlParser | undefined): JudgedSql {
  const problem = textProblem(text);
  if (problem !== null) return { ok: false, message: problem };
  if (!parser) return { ok: false, message: "the SQL parser isn't loaded" };
  const parsed = parser(text);
  if (!parsed) return { ok: false, message: "the statement is too complex" };
  const statements = parsed.ok && isFields(parsed.tree) ? parsed.tree["stmts"] : undefined;
  if (!Array.isArray(statements)) return { ok: false, message: "the text is no SQL that Postgres can read" };
  const [first, ...others] = statements;
  const statement = isFields(first) ? unwrap(first["stmt"]) : null;
  if (!statement || others.length > 0) return { ok: false, message: "the text is not exactly one statement" };
  try {
    return { ok: true, facts: factsOf(statement, defaultSchema) };
  } catch (error) {
    if (error instanceof UnjudgedStatement) return { ok: false, message: error.message };
    throw error;
  }
}

function factsOf(statement: SqlNode, defaultSchema: string | null): StatementFacts {
  const { type, fields } = statement;
  const planned = type === "ExplainStmt" ? plannedQuery(fields) : null;
  if (planned) return { ...factsOf(planned, defaultSchema), kind: "explain" };
  const kind = statementKind(type);
  if (!ROWS.has(type)) return { kind, readOnly: false, touched: null, hasWhere: false, limit: null };
  const touched = walkStatement(statement, defaultSchema);
  const readOnly = type === "SelectStmt" && touched.onlyReads;
  return {
    kind: type === "SelectStmt" ? selectKind(fields, touched) : kind,
    readOnly,
    touched,
    hasWhere: hasWhere(statement) && changesOf(statement).every(hasWhere),
    limit: limitOf(fields),
  };
}

/** The query of an EXPLAIN that only plans it. Any option but those that change how a plan is told may run it. */
function plannedQuery({ query, options }: SqlFields): SqlNode | null {
  const names = (Array.isArray(options) ? options : []).map((option) => unwrap(option)?.fields["defname"]);
  const onlyPlans = names.every((name) => typeof name === "string" && TELLING_OPTIONS.has(name));
  const planned = unwrap(query);
  return onlyPlans && planned?.type === "SelectStmt" ? planned : null;
}

function selectKind(fields: SqlFields, touched: Touched): string {
  if (touched.changesInWith !== null) return touched.changesInWith;
  return firstArm(fields)["intoClause"] === undefined ? "select" : "select_into";
}

/** INTO of a UNION stands in its first part. */
function firstArm(fields: SqlFields): SqlFields {
  let arm = fields;
  while (isFields(arm["larg"])) arm = arm["larg"];
  return arm;
}

/** Statements in the WITH clauses at the top. */
function changesOf({ fields }: SqlNode): readonly SqlNode[] {
  const clause = fields["withClause"];
  const list = isFields(clause) ? clause["ctes"] : undefined;
  const queries = (Array.isArray(list) ? list : []).map((cte) => unwrap(unwrap(cte)?.fields["ctequery"]));
  return queries.flatMap((query) => (query && query.type !== "SelectStmt" ? [query, ...changesOf(query)] : []));
}

/** Each part of a UNION for itself. Parts that read no table, and inserts of plain values, have nothing to bound. */
function hasWhere(statement: SqlNode): boolean {
  const arms = [statement.fields];
  for (let arm = arms.pop(); arm; arm = arms.pop()) {
    const { larg, rarg } = { larg: undefined, rarg: undefined, ...arm };
    if (isFields(larg) && isFields(rarg)) {
      arms.push(larg, rarg);
      continue;
    }
    const source = statement.type === "InsertStmt" ? unwrap(arm["selectStmt"]) : null;
    if (source) {
      if (!hasWhere(source)) return false;
      continue;
    }
    if (statement.type === "MergeStmt") return false;
    const isBound = statement.type === "SelectStmt" ? arm["fromClause"] === undefined : statement.type === "InsertStmt";
    if (!isBound && !looksAtColumn(unwrap(arm["whereClause"]))) return false;
  }
  return true;
}

/** `WHERE true` bounds nothing. */
function looksAtColumn(where: SqlNode | null): boolean {
  const open = where ? [where] : [];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.type === "ColumnRef") return true;
    open.push(...(childrenOf(node) ?? []));
  }
  return false;
}

function limitOf(fields: SqlFields): number | null {
  if (fields["limitOption"] !== "LIMIT_OPTION_COUNT") return null;
  const count = unwrap(fields["limitCount"]);
  if (count?.type !== "A_Const" || !isFields(count.fields["ival"])) return null;
  // The tree leaves out a zero.
  const value = count.fields["ival"]["ival"] ?? 0;
  return typeof value === "number" && Number.isSafeInteger(value) ? value : null;
}
