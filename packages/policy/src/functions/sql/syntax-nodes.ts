/** A node's own fields, without the wrapper that names its type. */
export interface SqlFields {
  readonly [field: string]: unknown;
}

export interface SqlNode {
  readonly type: string;
  readonly fields: SqlFields;
}

/** Fields that hold a node of one type without naming it, by the type they stand in. */
const TYPED_FIELDS: { readonly [type: string]: { readonly [field: string]: string } } = {
  SelectStmt: { intoClause: "IntoClause", withClause: "WithClause", larg: "SelectStmt", rarg: "SelectStmt" },
  InsertStmt: {
    relation: "RangeVar",
    onConflictClause: "OnConflictClause",
    returningClause: "ReturningClause",
    withClause: "WithClause",
  },
  UpdateStmt: { relation: "RangeVar", returningClause: "ReturningClause", withClause: "WithClause" },
  DeleteStmt: { relation: "RangeVar", returningClause: "ReturningClause", withClause: "WithClause" },
  MergeStmt: { relation: "RangeVar", returningClause: "ReturningClause", withClause: "WithClause" },
  MergeWhenClause: {},
  ReturningClause: {},
  ReturningOption: {},
  OnConflictClause: { infer: "InferClause" },
  InferClause: {},
  IndexElem: {},
  MultiAssignRef: {},
  SetToDefault: {},
  IntoClause: { rel: "RangeVar" },
  WithClause: {},
  CommonTableExpr: { search_clause: "CTESearchClause", cycle_clause: "CTECycleClause" },
  CTESearchClause: {},
  CTECycleClause: {},
  LockingClause: {},
  RangeVar: { alias: "Alias" },
  Alias: {},
  RangeSubselect: { alias: "Alias" },
  RangeFunction: { alias: "Alias" },
  RangeTableSample: {},
  RangeTableFunc: { alias: "Alias" },
  RangeTableFuncCol: { typeName: "TypeName" },
  JsonTable: {
    context_item: "JsonValueExpr",
    pathspec: "JsonTablePathSpec",
    on_error: "JsonBehavior",
    alias: "Alias",
  },
  JsonTableColumn: {
    typeName: "TypeName",
    pathspec: "JsonTablePathSpec",
    format: "JsonFormat",
    on_empty: "JsonBehavior",
    on_error: "JsonBehavior",
  },
  JsonTablePathSpec: {},
  JoinExpr: { join_using_alias: "Alias", alias: "Alias" },
  ResTarget: {},
  ColumnRef: {},
  ColumnDef: { typeName: "TypeName", collClause: "CollateClause" },
  ParamRef: {},
  A_Const: { ival: "Integer", fval: "Float", boolval: "Boolean", sval: "String", bsval: "BitString" },
  A_Expr: {},
  A_ArrayExpr: {},
  A_Indirection: {},
  A_Indices: {},
  A_Star: {},
  BoolExpr: {},
  NullTest: {},
  BooleanTest: {},
  SubLink: {},
  CaseExpr: {},
  CaseWhen: {},
  CoalesceExpr: {},
  MinMaxExpr: {},
  RowExpr: {},
  TypeCast: { typeName: "TypeName" },
  TypeName: {},
  CollateClause: {},
  FuncCall: { over: "WindowDef" },
  NamedArgExpr: {},
  SortBy: {},
  WindowDef: {},
  GroupingFunc: {},
  GroupingSet: {},
  SQLValueFunction: {},
  XmlExpr: {},
  XmlSerialize: { typeName: "TypeName" },
  JsonObjectConstructor: { output: "JsonOutput" },
  JsonArrayConstructor: { output: "JsonOutput" },
  JsonArrayQueryConstructor: { output: "JsonOutput", format: "JsonFormat" },
  JsonAggConstructor: { output: "JsonOutput", over: "WindowDef" },
  JsonObjectAgg: { constructor: "JsonAggConstructor", arg: "JsonKeyValue" },
  JsonArrayAgg: { constructor: "JsonAggConstructor", arg: "JsonValueExpr" },
  JsonKeyValue: { value: "JsonValueExpr" },
  JsonValueExpr: { format: "JsonFormat" },
  JsonOutput: { typeName: "TypeName", returning: "JsonReturning" },
  JsonReturning: { format: "JsonFormat" },
  JsonFormat: {},
  JsonIsPredicate: { format: "JsonFormat" },
  JsonParseExpr: { expr: "JsonValueExpr", output: "JsonOutput" },
  JsonScalarExpr: { output: "JsonOutput" },
  JsonSerializeExpr: { expr: "JsonValueExpr", output: "JsonOutput" },
  JsonFuncExpr: {
    context_item: "JsonValueExpr",
    output: "JsonOutput",
    on_empty: "JsonBehavior",
    on_error: "JsonBehavior",
  },
  JsonBehavior: {},
  JsonArgument: { val: "JsonValueExpr" },
  List: {},
  String: {},
  Integer: {},
  Float: {},
  Boolean: {},
  BitString: {},
};

export function isFields(value: unknown): value is SqlFields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether statements of this kind are read; any other node makes a statement one that can't be judged. */
export function isKnownNode(type: string): boolean {
  return Object.hasOwn(TYPED_FIELDS, type);
}

/** A node in its wrapper, `{"ColumnRef": {…}}`. Null for anything else. */
export function unwrap(value: unknown): SqlNode | null {
  if (!isFields(value)) return null;
  const [type, ...others] = Object.keys(value);
  const fields = type === undefined ? undefined : value[type];
  return type !== undefined && others.length === 0 && isFields(fields) ? { type, fields } : null;
}

/** Every node directly below this one, whatever the field is called. Null where something isn't a node. */
export function childrenOf({ type, fields }: SqlNode): readonly SqlNode[] | null {
  const typed = TYPED_FIELDS[type] ?? {};
  const children: SqlNode[] = [];
  for (const field of Object.keys(fields)) {
    const value = fields[field];
    if (typeof value !== "object" || value === null) continue;
    const owned = Object.hasOwn(typed, field) ? typed[field] : undefined;
    if (owned !== undefined) {
      if (!isFields(value)) return null;
      children.push({ type: owned, fields: value });
      continue;
    }
    for (const item of Array.isArray(value) ? value : [value]) {
      const child = unwrap(item);
      // A list may have holes, such as DISTINCT without ON: an object without fields.
      if (child) children.push(child);
      else if (!isFields(item) || Object.keys(item).length > 0) return null;
    }
  }
  return children;
}

/** The parts of a name, `["schema", "table"]`; a part that isn't text makes it null. */
export function nameParts(value: unknown): readonly string[] | null {
  if (!Array.isArray(value)) return null;
  const parts: string[] = [];
  for (const item of value) {
    const node = unwrap(item);
    const text = node?.type === "String" ? node.fields["sval"] : undefined;
    if (typeof text !== "string") return null;
    parts.push(text);
  }
  return parts;
}

/** A text field; the tree leaves out empty ones. */
export function textOf(fields: SqlFields, field: string): string {
  const value = fields[field];
  return typeof value === "string" ? value : "";
}
