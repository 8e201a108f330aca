import { beforeAll, describe, expect, it } from "vitest";
import { compilePolicy } from "../../decision/compile-policy.ts";
import { decide } from "../../decision/decide.ts";
import { parsePolicy } from "../../document/parse-policy.ts";
import { demoCall } from "../../fixtures/demo-policy.ts";
import { loadPolicyParsers } from "../../parsers/load-policy-parsers.ts";
import type { ContextOperation, PolicyContext } from "../../policy-context.ts";

const POLICY = `version: 1
rules:
  - id: reports
    agents: ["*"]
    operations: ["*.query"]
    when: sql(args.query).read_only && sql(args.query).schemas.all(s, s == "reporting")
    effect: allow
`;

const query = (connection: string): ContextOperation => ({
  id: `${connection}.query`,
  connection,
  class: "read",
  inputSchema: { type: "object", properties: { query: { type: "string" } } },
  priceMicros: 0n,
});

const CONTEXT: PolicyContext = {
  agents: [{ name: "sales-research", tags: [] }],
  connections: [
    { name: "warehouse", defaultSchema: "reporting" },
    { name: "billing", defaultSchema: "private" },
    { name: "other" },
  ],
  operations: [query("warehouse"), query("billing"), query("other")],
  timeZone: "UTC",
};

describe("a rule over several databases", () => {
  beforeAll(loadPolicyParsers);

  it("looks unqualified names up where the call's own connection says", () => {
    const parsed = parsePolicy(POLICY);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const policy = compilePolicy(parsed.document, CONTEXT);
    const decided = (connection: string, text: string, defaultSchema?: string) =>
      decide(policy, {
        ...demoCall(`${connection}.query`, { query: text }),
        ...(defaultSchema === undefined ? {} : { defaultSchema }),
      });
    expect(decided("warehouse", "select * from totals").decision).toBe("allow");
    expect(decided("billing", "select * from totals").decision).toBe("deny");
    expect(decided("other", "select * from reporting.totals").decision).toBe("allow");
    const unknown = decided("other", "select * from totals");
    expect(unknown.decision).toBe("deny");
    expect(unknown.considered).toMatchObject([{ outcome: "error", detail: expect.stringContaining("default schema") }]);
    expect(decided("other", "select * from totals", "reporting").decision).toBe("allow");
    expect(decided("warehouse", "select * from totals", "private").decision).toBe("deny");
  });
});
