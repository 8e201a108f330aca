import { mayBeDottedCall } from "./dotted-functions.ts";
import { HARMLESS_FUNCTIONS } from "./harmless-functions.ts";
import { HARMLESS_TYPES } from "./harmless-types.ts";
import { childrenOf, isKnownNode, nameParts, type SqlFields, type SqlNode, textOf, unwrap } from "./syntax-nodes.ts";

/** Why a statement can't be judged. Thrown only inside this folder, and turned into a condition's error. */
export class UnjudgedStatement extends Error {}

/** What a whole statement touches, collected over every node of its tree. */
export interface Touched {
  readonly schemas: ReadonlySet<string>;
  /** `schema.table`. */
  readonly tables: ReadonlySet<string>;
  readonly functions: ReadonlySet<string>;
  /** False once anything stands in it that may do more than read the tables named. */
  readonly onlyReads: boolean;
  /** The first statement inside a WITH that changes data: `delete`. */
  readonly changesInWith: string | null;
}

const MAX_DEPTH = 1_000;

const STATEMENTS: ReadonlySet<string> = new Set(["SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"]);
/** Fields that name an operator: of an expression, a sub-query's comparison, an order. */
const OPERATORS = ["operName", "useOp"] as const;
/** Fields that name a collation or an operator class. */
const KINDS = ["collname", "collation", "opclass"] as const;
const SAMPLING: ReadonlySet<string> = new Set(["bernoulli", "system"]);
/** `current_date` and its like; the others of their kind tell who is connected, and where. */
const CLOCKS = /^SVFOP_(?:CURRENT_(?:DATE|TIME|TIMESTAMP)|LOCALTIME|LOCALTIMESTAMP)(?:_N)?$/;
/** What harmless functions that give records call their columns. */
const RECORD_COLUMNS: ReadonlySet<string> = new Set(["key", "value", "lexeme", "positions", "weights", "ordinality"]);
const RECORD_FUNCTIONS = /^jsonb?_(?:each|each_text|populate_record|populate_recordset)$/;

/** Goes through every node of a statement. Throws UnjudgedStatement where it can't say what a node means. */
export function walkStatement(statement: SqlNode, defaultSchema: string | null): Touched {
  const walk = new StatementWalk(defaultSchema);
  walk.visit(statement, NO_CTES, 0);
  return walk.finish();
}

type Ctes = ReadonlySet<string>;
const NO_CTES: Ctes = new Set();

class StatementWalk {
  private readonly defaultSchema: string | null;
  private readonly schemas = new Set<string>();
  private readonly tables = new Set<string>();
  private readonly functions = new Set<string>();
  private onlyReads = true;
  private changesInWith: string | null = null;
  /** Names under which a FROM knows what a function gives, each with the columns it is known to have. */
  private readonly functionAliases = new Map<string, ReadonlySet<string>>();
  private readonly qualifiedColumns: (readonly [qualifier: string, column: string])[] = [];

  constructor(defaultSchema: string | null) {
    this.defaultSchema = defaultSchema;
  }

  finish(): Touched {
    for (const [qualifier, column] of this.qualifiedColumns) {
      const columns = this.functionAliases.get(qualifier);
      if (mayBeDottedCall(column) || (columns && !columns.has(column))) this.refuseCall(column);
    }
    const { schemas, tables, functions, onlyReads, changesInWith } = this;
    return { schemas, tables, functions, onlyReads, changesInWith };
  }

  visit(node: SqlNode, ctes: Ctes, depth: number): void {
    if (depth > MAX_DEPTH) throw new UnjudgedStatement("the statement nests too deeply");
    if (!isKnownNode(node.type)) throw new UnjudgedStatement("the statement holds something this version can't judge");
    if (STATEMENTS.has(node.type)) {
      this.statement(node, ctes, depth);
      return;
    }
    this.note(node, ctes);
    this.children(node, ctes, depth);
  }

  /** What the node itself names. */
  private note({ type, fields }: SqlNode, ctes: Ctes): void {
    if (type === "RangeVar") this.relation(fields, ctes);
    else if (type === "FuncCall") this.call(fields);
    else if (type === "TypeName") this.typeName(fields);
    else if (type === "ColumnRef") this.column(fields);
    else if (type === "A_Indirection") this.indirection(fields);
    else if (type === "RangeFunction") this.functionAlias(fields);
    else if (type === "RangeTableSample") this.sampling(fields);
    else if (type === "SQLValueFunction") this.valueFunction(fields);
    else if (type === "A_Expr") {
      if (this.isElsewhere(fields["name"])) this.onlyReads = false;
    } else {
      for (const field of OPERATORS) if (this.isElsewhere(fields[field])) this.onlyReads = false;
      for (const field of KINDS) this.isElsewhere(fields[field]);
    }
  }

  private children(node: SqlNode, ctes: Ctes, depth: number): void {
    const children = childrenOf(node);
    if (!children) throw new UnjudgedStatement("the statement holds something this version can't judge");
    for (const child of children) this.visit(child, ctes, depth + 1);
  }

  /** A statement or part of one: its WITH names tables for itself and all below it, in the order they are written. */
  private statement({ type, fields }: SqlNode, outer: Ctes, depth: number): void {
    const { withClause, relation, intoClause, lockingClause, ...others } = fields;
    const ctes = withClause === undefined ? outer : this.with(withClause, outer, depth);
    if (type !== "SelectStmt") {
      this.onlyReads = false;
      // What is changed is never one of the WITH's tables, whatever it is called.
      this.child("RangeVar", relation, depth);
    }
    if (intoClause !== undefined) {
      this.onlyReads = false;
      this.child("IntoClause", intoClause, depth);
    }
    if (lockingClause !== undefined) this.onlyReads = false;
    this.children({ type, fields: others }, ctes, depth);
  }

  /** A part that sees none of the tables a WITH names. */
  private child(type: string, fields: unknown, depth: number): void {
    if (typeof fields !== "object" || fields === null) return;
    this.visit({ type, fields: { ...fields } }, NO_CTES, depth + 1);
  }

  private with(clause: unknown, outer: Ctes, depth: number): Ctes {
    const { ctes: list, recursive } = { ctes: undefined, recursive: undefined, ...asFields(clause) };
    const tables = (Array.isArray(list) ? list : []).map(unwrap);
    const names = tables.map((table) => (table?.type === "CommonTableExpr" ? textOf(table.fields, "ctename") : ""));
    if (tables.length === 0 || names.includes("")) throw new UnjudgedStatement("a WITH can't be read");
    const all = new Set([...outer, ...names]);
    let visible = outer;
    tables.forEach((table, index) => {
      if (!table) return;
      const query = unwrap(table.fields["ctequery"]);
      if (query && query.type !== "SelectStmt") this.changesInWith ??= statementKind(query.type);
      this.visit(table, recursive === true ? all : visible, depth + 1);
      visible = new Set([...visible, ...names.slice(0, index + 1)]);
    });
    return all;
  }

  private relation(fields: SqlFields, ctes: Ctes): void {
    const [catalog, schema, name] = [
      textOf(fields, "catalogname"),
      textOf(fields, "schemaname"),
      textOf(fields, "relname"),
    ];
    if (catalog !== "") throw new UnjudgedStatement("a table is named with its database");
    if (schema === "" && ctes.has(name)) return;
    // Unless a schema is written, Postgres looks into its own catalog first.
    const found = schema !== "" ? schema : name.startsWith("pg_") ? "pg_catalog" : this.unqualified("a table");
    this.schemas.add(found);
    this.tables.add(`${found}.${name}`);
  }

  private unqualified(what: string): string {
    if (this.defaultSchema === null) {
      throw new UnjudgedStatement(`${what} is named without its schema, and the connection declares no default schema`);
    }
    return this.defaultSchema;
  }

  private call(fields: SqlFields): void {
    const parts = nameParts(fields["funcname"]);
    const name = parts?.at(-1);
    if (!parts || name === undefined || parts.length > 2) {
      throw new UnjudgedStatement("a function is named with its database");
    }
    const schema = parts.length === 2 ? parts[0] : undefined;
    this.functions.add(parts.join("."));
    const isBuiltIn = schema === undefined || schema === "pg_catalog";
    if (isBuiltIn && (HARMLESS_FUNCTIONS.has(name) || HARMLESS_TYPES.has(name))) return;
    this.onlyReads = false;
    if (schema !== undefined) this.schemas.add(schema);
    else this.addUnknownHome();
  }

  /** An unqualified name that isn't known to be harmless: it may be Postgres' own or the default schema's. */
  private addUnknownHome(): void {
    this.schemas.add("pg_catalog");
    if (this.defaultSchema !== null) this.schemas.add(this.defaultSchema);
  }

  private refuseCall(name: string): void {
    this.functions.add(name);
    this.onlyReads = false;
    this.addUnknownHome();
  }

  private typeName(fields: SqlFields): void {
    const parts = nameParts(fields["names"]);
    const written = parts?.at(-1);
    if (!parts || written === undefined || parts.length > 2 || fields["pct_type"] === true) {
      throw new UnjudgedStatement("a type can't be judged");
    }
    const schema = parts.length === 2 ? parts[0] : undefined;
    const isBuiltIn = schema === undefined || schema === "pg_catalog";
    const name = written.replace(/^_/, "");
    if (isBuiltIn && HARMLESS_TYPES.has(name)) return;
    if (schema !== undefined) this.schemas.add(schema);
    else if (/^(?:pg_|reg|any)/.test(name)) this.addUnknownHome();
    else this.schemas.add(this.unqualified("a type"));
    if (isBuiltIn && /^reg/.test(name)) this.onlyReads = false;
  }

  /** A name that is looked up in Postgres' own catalog unless it says otherwise. Gives whether it does. */
  private isElsewhere(value: unknown): boolean {
    if (!Array.isArray(value)) return false;
    const parts = nameParts(value);
    if (!parts || parts.length > 2) throw new UnjudgedStatement("a name can't be judged");
    const schema = parts.length === 2 ? parts[0] : undefined;
    if (schema === undefined || schema === "pg_catalog") return false;
    this.schemas.add(schema);
    return true;
  }

  private column(fields: SqlFields): void {
    const list = fields["fields"];
    const parts = Array.isArray(list) && unwrap(list.at(-1))?.type === "String" ? nameParts(list) : null;
    const [qualifier, column] = parts ? parts.slice(-2) : [];
    if (qualifier !== undefined && column !== undefined) this.qualifiedColumns.push([qualifier, column]);
  }

  /** `(x).f` is `f(x)` where x has no such field. Which it has is known of a ROW, and of some functions. */
  private indirection(fields: SqlFields): void {
    const steps = Array.isArray(fields["indirection"]) ? fields["indirection"].map(unwrap) : [];
    const arg = unwrap(fields["arg"]);
    steps.forEach((step, index) => {
      if (step?.type !== "String") return;
      const name = textOf(step.fields, "sval");
      const isRow = index === 0 && arg?.type === "RowExpr" && /^f\d+$/.test(name);
      const isRecord = index === 0 && arg?.type === "FuncCall" && isRecordFunction(arg.fields);
      if (isRow || (isRecord && !mayBeDottedCall(name))) return;
      this.refuseCall(name);
    });
  }

  private functionAlias(fields: SqlFields): void {
    const alias = asFields(fields["alias"]);
    const lists = Array.isArray(fields["functions"]) ? fields["functions"] : [];
    const calls = lists.map((list) => {
      const items = unwrap(list)?.fields["items"];
      const call = Array.isArray(items) ? unwrap(items[0]) : null;
      return call?.type === "FuncCall" ? call.fields : {};
    });
    const names = calls.map((call) => nameParts(call["funcname"])?.at(-1) ?? "");
    const name = textOf(alias, "aliasname") || (names[0] ?? "");
    // What isn't a record has one column, called as the function or the alias; a record has the columns it lists.
    if (calls.some((call) => isRecordFunction(call))) return;
    const listed = nameParts(alias["colnames"]) ?? [];
    const defined = [fields["coldeflist"], ...lists.map((list) => unwrap(list)?.fields["items"])].flatMap(columnNames);
    const known = this.functionAliases.get(name) ?? new Set();
    this.functionAliases.set(name, new Set([...known, ...RECORD_COLUMNS, ...names, name, ...listed, ...defined]));
  }

  private sampling(fields: SqlFields): void {
    const [name, ...others] = nameParts(fields["method"]) ?? [];
    if (name !== undefined && others.length === 0 && SAMPLING.has(name)) return;
    this.onlyReads = false;
    this.functions.add([name, ...others].join("."));
    this.addUnknownHome();
  }

  private valueFunction(fields: SqlFields): void {
    const op = textOf(fields, "op");
    if (CLOCKS.test(op)) return;
    this.refuseCall(op.replace(/^SVFOP_/, "").toLowerCase());
  }
}

function asFields(value: unknown): SqlFields {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function isRecordFunction(call: SqlFields): boolean {
  return RECORD_FUNCTIONS.test(nameParts(call["funcname"])?.at(-1) ?? "");
}

/** Names in a column definition list, which may lie one list deeper. */
function columnNames(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item) => {
    const node = unwrap(item);
    if (node?.type === "ColumnDef") return [textOf(node.fields, "colname")];
    return node?.type === "List" ? columnNames(node.fields["items"]) : [];
  });
}

/** `delete` for DeleteStmt, `create_table_as` for CreateTableAsStmt. */
export function statementKind(type: string): string {
  return type
    .replace(/Stmt$/, "")
    .replace(/(?<=[a-z])(?=[A-Z])/g, "_")
    .toLowerCase();
}
