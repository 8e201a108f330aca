import { beforeAll, describe, expect, it } from "vitest";
import { DYN } from "../../conditions/cel-type.ts";
import { compileCondition } from "../../conditions/compile-condition.ts";
import { loadPolicyParsers } from "../../parsers/load-policy-parsers.ts";
import { DEFAULT_SCHEMA_VARIABLE } from "./sql.ts";

const RULE = compileCondition('sql(args.query).read_only && sql(args.query).schemas.all(s, s == "read_only")', {
  argumentsType: DYN,
  lists: {},
});

function run(query: string): boolean | "error" {
  const value = RULE.evaluate({ args: { query }, [DEFAULT_SCHEMA_VARIABLE]: null });
  return typeof value === "boolean" ? value : "error";
}

describe("the parser", () => {
  beforeAll(loadPolicyParsers);

  it("refuses what is too long, too deep or too nested before reading it, and goes on reading", () => {
    const hostile = [
      `select 1${"+1".repeat(30_000)}`,
      `select ${"not ".repeat(16_000)}true`,
      `select ${"(select ".repeat(3_000)}1${")".repeat(3_000)}`,
      `select ${"/*".repeat(15_000)}${"*/".repeat(15_000)}1`,
      `select ${"(".repeat(30_000)}1${")".repeat(30_000)}`,
      `select '${"x".repeat(70_000)}'`,
      `select 1${" union select 1".repeat(3_900)}`,
      `select 1${"::a".repeat(1_500)}`,
    ];
    for (let round = 0; round < 40; round += 1) {
      const query = hostile[round % hostile.length] ?? "";
      expect(run(query)).toBe("error");
      expect(run("select * from read_only.orders")).toBe(true);
    }
  });

  it("reads long lists", () => {
    const ids = Array.from({ length: 1_500 }, (_, i) => `'00000000-0000-4000-8000-${String(i).padStart(12, "0")}'`);
    expect(run(`select * from read_only.orders where id in (${ids.join(", ")})`)).toBe(true);
  });
});
