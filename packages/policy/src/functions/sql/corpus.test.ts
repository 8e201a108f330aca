import { beforeAll, describe, expect, it } from "vitest";
import { DYN } from "../../conditions/cel-type.ts";
import { compileCondition } from "../../conditions/compile-condition.ts";
import { loadPolicyParsers } from "../../parsers/load-policy-parsers.ts";
import mustPass from "./corpus/pass.json" with { type: "json" };
import mustRefuse from "./corpus/refuse.json" with { type: "json" };
import { DEFAULT_SCHEMA_VARIABLE } from "./sql.ts";

const RULE = compileCondition('sql(args.query).read_only && sql(args.query).schemas.all(s, s == "read_only")', {
  argumentsType: DYN,
  lists: {},
});

function isAllowed(query: string): boolean {
  return RULE.evaluate({ args: { query }, [DEFAULT_SCHEMA_VARIABLE]: "read_only" }) === true;
}

describe("P17: a rule for reads of one schema", () => {
  beforeAll(loadPolicyParsers);

  it.each(Object.entries(mustPass))("allows all %s", (_, statements) => {
    expect(statements.filter((query) => !isAllowed(query))).toEqual([]);
  });

  it.each(Object.entries(mustRefuse))("refuses all of: %s", (_, statements) => {
    expect(statements.filter(isAllowed)).toEqual([]);
  });

  it("is tried on more than 400 statements, none of them twice", () => {
    const all = [...Object.values(mustPass), ...Object.values(mustRefuse)].flat();
    expect(all.length).toBeGreaterThanOrEqual(400);
    expect(new Set(all).size).toBe(all.length);
  });
});
