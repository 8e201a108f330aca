import { describe, expect, it } from "vitest";
import { DYN } from "../../conditions/cel-type.ts";
import { ConditionError } from "../../conditions/cel-value.ts";
import { compileCondition } from "../../conditions/compile-condition.ts";

const LISTS = {
  partners: ["Example.COM", "*.corp.example", "bücher.example", "*.xn--caf-dma.example", "*.com.br"],
  broken: ["example.com", "exa mple.org"],
};

function run(domain: string, list = "partners"): boolean | "error" {
  const condition = compileCondition(`in_list(args.domain, lists.${list})`, { argumentsType: DYN, lists: LISTS });
  const value = condition.evaluate({ args: { domain } });
  return value instanceof ConditionError ? "error" : value;
}

describe("P15: in_list()", () => {
  it.each([
    "example.com",
    "EXAMPLE.com",
    "a.corp.example",
    "a.b.Corp.Example",
    "BÜCHER.example",
    "xn--bcher-kva.example",
    "XN--BCHER-KVA.EXAMPLE",
    "bu\u0308cher.example",
    "a.café.example",
    "a.xn--caf-dma.example",
    "anything.com.br",
  ])("holds %s", (domain) => {
    expect(run(domain)).toBe(true);
  });

  it.each([
    "corp.example",
    "café.example",
    "com.br",
    "a.example.com",
    "evilcorp.example",
    "corp.example.evil.io",
    "example.com.evil.io",
    "example.co",
    "xample.com",
    "ex\u0430mple.com",
    "bucher.example",
    "localhost",
  ])("doesn't hold %s", (domain) => {
    expect(run(domain)).toBe(false);
  });

  it.each([
    "",
    ".",
    "example.com.",
    ".example.com",
    "a..corp.example",
    ".corp.example",
    "*.corp.example",
    "a@example.com",
    "example.com:443",
    "example.com/",
    " example.com",
    "example.com\n",
    "exam\u200bple.com",
    "ｅxample.com",
    "example。com",
    "xn--a.example",
    "-.example.com",
    `${"a".repeat(64)}.example.com`,
    `${"a.".repeat(130)}corp.example`,
  ])("is an error for %j", (domain) => {
    expect(run(domain)).toBe("error");
  });

  it("is quick with a long list of the policy", () => {
    const lists = { long: Array.from({ length: 50_000 }, (_, index) => `a${index}.example`) };
    const condition = compileCondition("in_list(args.x, lists.long)", { argumentsType: DYN, lists });
    expect(condition.evaluate({ args: { x: "A49999.example" } })).toBe(true);
    expect(condition.evaluate({ args: { x: "a50000.example" } })).toBe(false);
  });

  it("refuses a list with an entry that is no domain when the policy is checked, and is an error at a call", () => {
    const { problems } = compileCondition("in_list(args.x, lists.broken)", { argumentsType: DYN, lists: LISTS });
    expect(problems).toMatchObject([{ code: "condition.function.misused", severity: "error" }]);
    expect(problems[0]?.message).toContain('"exa mple.org"');
    expect(run("example.com", "broken")).toBe("error");
  });
});
