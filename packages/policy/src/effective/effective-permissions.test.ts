import { describe, expect, it } from "vitest";
import { compilePolicy } from "../decision/compile-policy.ts";
import { parsePolicy } from "../document/parse-policy.ts";
import { DEMO_CONTEXT, DEMO_POLICY } from "../fixtures/demo-policy.ts";
import { effectivePermissions } from "./effective-permissions.ts";

const SALES = { agent: { id: "agt_sales", name: "sales-research", tags: [] }, instance: null };

function permissionsUnder(text: string, subject: Parameters<typeof effectivePermissions>[1] = SALES) {
  const parsed = parsePolicy(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return effectivePermissions(compilePolicy(parsed.document, DEMO_CONTEXT), subject);
}

function rules(...lines: readonly string[]): string {
  return `version: 1\nrules:\n${lines.map((line) => `  - { ${line} }`).join("\n")}\n`;
}

describe("what an agent may do", () => {
  it("says of each operation whether it is allowed, when, who approves it, or that nothing allows it", () => {
    const shown = permissionsUnder(DEMO_POLICY);
    expect(shown.map(({ operation, outcome, deniedBy }) => [operation, outcome, deniedBy])).toEqual([
      ["demo.lookup_company", "allowed_when", null],
      ["demo.query_database", "denied", "default"],
      ["demo.search_web", "allowed", null],
      ["demo.send_email", "needs_approval", null],
    ]);
    expect(shown[0]?.rules).toMatchObject([{ ruleId: "lookup-icp-only", when: "args.domain in lists.icp_domains" }]);
    expect(shown[3]?.rules[0]?.requirement?.by.roles).toEqual(["admin", "owner"]);
  });

  it("gives the limits with window and maximum", () => {
    const search = permissionsUnder(DEMO_POLICY).find((one) => one.operation === "demo.search_web");
    expect(search?.limits).toMatchObject([
      { ruleId: "search", kind: "calls", max: 50n, window: { kind: "calendar", per: "day" }, holds: "always" },
      { ruleId: "search", kind: "spend", max: 5_000_000n, window: { kind: "calendar", per: "day" }, holds: "always" },
    ]);
  });

  it("knows conditions about the agent and the operation before any call", () => {
    const shown = permissionsUnder(
      rules(
        'id: a, agents: ["*"], operations: [demo.search_web], effect: allow, when: agent.name == "sales-research"',
        'id: b, agents: ["*"], operations: [demo.search_web], effect: deny, when: agent.name == "outreach" && args.query == "x"',
      ),
    );
    const search = shown.find((one) => one.operation === "demo.search_web");
    expect(search).toMatchObject({ outcome: "allowed", rules: [{ ruleId: "a", holds: "always" }] });
  });

  it("leaves the instance open unless it is asked about one", () => {
    const text = rules('id: a, agents: ["*"], operations: ["*"], effect: allow, when: instance.proved');
    const of = (proved: boolean) =>
      permissionsUnder(text, { ...SALES, instance: { id: "ins_1", name: "one", proved } }).map((one) => one.outcome);
    expect(permissionsUnder(text).every((one) => one.outcome === "allowed_when")).toBe(true);
    expect(new Set(of(true))).toEqual(new Set(["allowed"]));
    expect(new Set(of(false))).toEqual(new Set(["denied"]));
  });

  it("shows only the rules that deny, where one always does", () => {
    const shown = permissionsUnder(
      rules(
        'id: a, agents: ["*"], operations: ["*"], effect: allow',
        'id: never, agents: ["sales-*"], operations: ["class:external"], effect: deny',
      ),
    ).find((one) => one.operation === "demo.send_email");
    expect(shown).toMatchObject({ outcome: "denied", deniedBy: "rule", rules: [{ ruleId: "never" }], limits: [] });
  });

  it("takes a condition that can't be read the stricter way, each time", () => {
    const shown = permissionsUnder(
      rules(
        'id: a, agents: ["*"], operations: [demo.search_web], effect: allow',
        'id: broken, agents: ["*"], operations: [demo.search_web], effect: deny, when: "not valid ("',
      ),
    ).find((one) => one.operation === "demo.search_web");
    expect(shown).toMatchObject({ outcome: "denied", rules: [{ ruleId: "broken", holds: "fails" }] });
  });
});
