import { beforeAll, describe, expect, it } from "vitest";
import { loadPolicyParsers } from "../../parsers/load-policy-parsers.ts";
import facts from "./corpus/facts.json" with { type: "json" };
import { sqlParser } from "./parser-slot.ts";
import { judgeStatement } from "./statement-facts.ts";
import { textProblem } from "./text-bounds.ts";

/** `select reads | schemas | tables | functions | has_where limit`, or why nothing can be said. */
function told(text: string, defaultSchema: string | null = "app"): string {
  const judged = judgeStatement(text, defaultSchema, sqlParser());
  if (!judged.ok) return judged.message;
  const { kind, readOnly, touched, hasWhere, limit } = judged.facts;
  const names = (set: ReadonlySet<string> | undefined) => (set === undefined ? "-" : [...set].sort().join(" "));
  const parts = [names(touched?.schemas), names(touched?.tables), names(touched?.functions)];
  return [`${kind} ${readOnly ? "reads" : "acts"}`, ...parts, `${hasWhere} ${limit}`].join(" | ");
}

describe("what sql() tells of a statement", () => {
  beforeAll(loadPolicyParsers);

  it.each(Object.entries(facts))("%s", (text, expected) => {
    expect(told(text)).toBe(expected);
  });

  it.each([
    "select * from t",
    "select a::own from other.t",
    "with t as (select 1) select * from u",
    "insert into t select * from other.u",
    "with t as (select 1) delete from t",
    "select 1 into t",
  ])("is nothing without a default schema: %s", (text) => {
    expect(told(text, null)).toMatch(/is named without its schema, and the connection declares no default schema$/);
  });

  it.each([
    ["with t as (select * from other.u) select * from t", "select reads | other | other.u |  | false null"],
    ["select own(1)", "select acts | pg_catalog |  | own | true null"],
    ["select lower(a)::text from other.t", "select reads | other | other.t | lower | false null"],
    ["select t.pg_sleep from other.t", "select acts | other pg_catalog | other.t | pg_sleep | false null"],
  ])("needs none where nothing is looked up in one: %s", (text, expected) => {
    expect(told(text, null)).toBe(expected);
  });

  it("is nothing where it nests too deeply to be judged", () => {
    expect(told(`select ${"(select ".repeat(600)}1${")".repeat(600)}`)).toBe("the statement nests too deeply");
    expect(told(`select ${"(select ".repeat(50)}1${")".repeat(50)}`)).toBe("select reads |  |  |  | true null");
  });

  it("is nothing while the parser isn't loaded, and where it gave up", () => {
    expect(judgeStatement("select 1", null, undefined)).toEqual({ ok: false, message: "the SQL parser isn't loaded" });
    expect(judgeStatement("select 1", null, () => null)).toEqual({
      ok: false,
      message: "the statement is too complex",
    });
    for (const tree of [null, {}, [], { stmts: {} }]) {
      const judged = judgeStatement("select 1", null, () => ({ ok: true, tree }));
      expect(judged).toEqual({ ok: false, message: "the text is no SQL that Postgres can read" });
    }
    for (const stmts of [[], [{}], [{ stmt: {} }], [{ stmt: { A: {}, B: {} } }], [null]]) {
      const judged = judgeStatement("select 1", null, () => ({ ok: true, tree: { stmts } }));
      expect(judged).toEqual({ ok: false, message: "the text is not exactly one statement" });
    }
  });

  it("is nothing for a tree that holds what this version doesn't know", () => {
    const select = (fields: object) => ({ ok: true as const, tree: { stmts: [{ stmt: { SelectStmt: fields } }] } });
    const judged = (fields: object) => judgeStatement("select 1", "app", () => select(fields)).ok;
    expect(judged({ targetList: [{ ResTarget: {} }] })).toBe(true);
    for (const fields of [
      { targetList: [{ NewerExpr: {} }] },
      { targetList: [{ ResTarget: {}, FuncCall: {} }] },
      { targetList: [5] },
      { targetList: ["text"] },
      { targetList: [[]] },
      { withClause: {} },
      { withClause: { ctes: [] } },
      { withClause: { ctes: [{ SelectStmt: {} }] } },
      { withClause: { ctes: [{ CommonTableExpr: {} }] } },
      { fromClause: [{ RangeFunction: { alias: [] } }] },
      { targetList: [{ FuncCall: {} }] },
      { targetList: [{ FuncCall: { funcname: [{ Integer: { ival: 1 } }] } }] },
      { targetList: [{ TypeName: {} }] },
      { targetList: [{ A_Expr: { name: [{ Integer: {} }] } }] },
    ]) {
      expect(judged(fields), JSON.stringify(fields)).toBe(false);
    }
  });
});

describe("texts that the parser doesn't get", () => {
  const comments = (count: number) => `select 1${"/**/".repeat(count)}`;
  const parts = (count: number) => `select '${"x".repeat(5_000)}'${"+1".repeat(count)}`;

  it("are those past a bound, and no others", () => {
    expect(textProblem("x".repeat(65_536))).toBeNull();
    expect(textProblem("x".repeat(65_537))).toMatch(/longer/);
    expect(textProblem(comments(100))).toBeNull();
    expect(textProblem(comments(101))).toMatch(/comments/);
    expect(textProblem(parts(3_999))).toBeNull();
    expect(textProblem(parts(4_000))).toMatch(/complex/);
    expect(textProblem("+".repeat(4_000))).toBeNull();
    expect(textProblem("+".repeat(4_001))).toMatch(/complex/);
    expect(textProblem("x".repeat(4_001))).toBeNull();
    expect(textProblem("a\0")).toMatch(/null character/);
    expect(textProblem("\ud800")).toMatch(/well-formed/);
    expect(textProblem("")).toBeNull();
  });

  it("count words that nest, in any case, and no words that only hold them", () => {
    for (const word of ["not ", "NOT ", "is ", "select ", "Union ", "case ", "in "]) {
      expect(textProblem(word.repeat(4_001)), word).toMatch(/complex/);
    }
    for (const word of ["note ", "this ", "selected ", "inner "])
      expect(textProblem(word.repeat(4_001)), word).toBeNull();
  });

  it("don't count dashes of UUIDs", () => {
    const uuid = "'00000000-0000-4000-8000-00000000000a'";
    expect(textProblem(`select ${`${uuid},`.repeat(1_500)}1`)).toBeNull();
    expect(textProblem(`select ${"a-b-c-d-e,".repeat(1_500)}1`)).toMatch(/complex/);
  });
});
