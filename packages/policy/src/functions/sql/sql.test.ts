import { beforeAll, describe, expect, it } from "vitest";
import { DYN } from "../../conditions/cel-type.ts";
import { ConditionError } from "../../conditions/cel-value.ts";
import { compileCondition } from "../../conditions/compile-condition.ts";
import { loadPolicyParsers } from "../../parsers/load-policy-parsers.ts";
import { fillParserSlot, sqlParser } from "./parser-slot.ts";
import { DEFAULT_SCHEMA_VARIABLE } from "./sql.ts";

const SCOPE = { argumentsType: DYN, lists: {} };
const OWN = 'sql(args.query).read_only && sql(args.query).schemas.all(s, s == "read_only")';

function run(condition: string, query: unknown, defaultSchema: string | null = null): boolean | "error" {
  const variables = { args: { query: query as string }, [DEFAULT_SCHEMA_VARIABLE]: defaultSchema };
  const value = compileCondition(condition, SCOPE).evaluate(variables);
  return value instanceof ConditionError ? "error" : value;
}

const fact = (name: string, value: string, query: string) => run(`sql(args.query).${name} == ${value}`, query, "app");

describe("sql()", () => {
  beforeAll(loadPolicyParsers);

  it("is the design's own rule: reads of one schema only", () => {
    expect(run(OWN, "select * from read_only.orders where id = 1")).toBe(true);
    expect(run(OWN, "select 1")).toBe(true);
    expect(run(OWN, "select * from private.canary")).toBe(false);
    expect(run(OWN, "select * from orders")).toBe("error");
    expect(run(OWN, "select * from orders", "read_only")).toBe(true);
    expect(run(OWN, "select * from orders", "private")).toBe(false);
    expect(compileCondition(OWN, SCOPE).problems).toEqual([]);
  });

  it("is an error for anything but the text of one statement", () => {
    for (const query of [5, null, [], "", ";", "select 1; select 2", "selekt", "select 1\0", "select '\ud800'"]) {
      expect(run("sql(args.query).read_only", query, "app")).toBe("error");
      expect(run("!sql(args.query).read_only", query, "app")).toBe("error");
    }
  });

  it("tells kind, tables, functions, where and limit", () => {
    const query = "select lower(name), count(*) from orders o join other.x using (id) where o.id > 5 limit 10";
    expect(fact("kind", '"select"', query)).toBe(true);
    expect(fact("statements", "1", query)).toBe(true);
    expect(fact("tables", '["app.orders", "other.x"]', query)).toBe(true);
    expect(fact("functions", '["count", "lower"]', query)).toBe(true);
    expect(fact("has_where", "true", query)).toBe(true);
    expect(fact("limit", "10", query)).toBe(true);
  });

  it.each([
    ["insert into notes values (1)", "insert", true],
    ["insert into notes select * from orders", "insert", false],
    ["update orders set a = 1", "update", false],
    ["update orders set a = 1 where true", "update", false],
    ["update orders set a = 1 where id = 5", "update", true],
    ["delete from orders using x where x.id = orders.id", "delete", true],
    ["with gone as (delete from orders returning *) select * from gone where id = 1", "delete", false],
    ["with gone as (delete from orders where id = 1 returning *) select * from gone where id = 1", "delete", true],
    ["select * from a union select * from b where b.id = 1", "select", false],
    ["select * from a where a.id = 1 union select * from b where b.id = 1", "select", true],
    ["select * into copied from orders where id = 1", "select_into", true],
    ["merge into a using b on a.id = b.id when matched then delete", "merge", false],
  ])("reads %s as %s", (query, kind, hasWhere) => {
    expect(fact("kind", `"${kind}"`, query)).toBe(true);
    expect(fact("has_where", String(hasWhere), query)).toBe(true);
    expect(fact("read_only", String(kind === "select"), query)).toBe(true);
  });

  it("says nothing of what other statements touch, so that no rule is met by it", () => {
    for (const query of [
      "drop table orders",
      "copy orders to '/tmp/x'",
      "set role admin",
      "explain analyze select 1",
    ]) {
      expect(fact("read_only", "false", query)).toBe(true);
      for (const name of ["schemas.all(s, true)", "tables.size() == 0", "functions == []", "has_where", "limit < 5"]) {
        expect(run(`sql(args.query).${name}`, query, "app")).toBe("error");
        expect(run(`!(sql(args.query).${name})`, query, "app")).toBe("error");
      }
    }
  });

  it("knows a limit only where it is a plain number on the whole result", () => {
    expect(fact("limit <= 0 && sql(args.query).limit", "0", "select 1 limit 0")).toBe(true);
    for (const tail of ["", "limit all", "limit null", "limit 5 + 5", "limit $1", "fetch first 5 rows with ties"]) {
      const query = `select * from (select * from orders limit 5) x order by 1 ${tail}`;
      expect(run("sql(args.query).limit <= 100", query, "app")).toBe("error");
    }
  });

  it("is an error while the parser isn't loaded", () => {
    const parser = sqlParser();
    fillParserSlot(() => null);
    expect(run(OWN, "select 1")).toBe("error");
    if (parser) fillParserSlot(parser);
    expect(run(OWN, "select 1")).toBe(true);
  });
});
