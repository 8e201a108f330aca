import { describe, expect, it } from "vitest";
import { compilePolicy } from "../decision/compile-policy.ts";
import { parsePolicy } from "../document/parse-policy.ts";
import { DEMO_CONTEXT, DEMO_POLICY } from "../fixtures/demo-policy.ts";
import { compareEffective } from "./compare-effective.ts";

const SUBJECTS = DEMO_CONTEXT.agents.map((agent) => ({ agent: { id: agent.name, ...agent }, instance: null }));

function compiled(source: string) {
  const parsed = parsePolicy(source);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return compilePolicy(parsed.document, DEMO_CONTEXT);
}

function changes(after: string, before = DEMO_POLICY) {
  return compareEffective(compiled(before), compiled(after), SUBJECTS).map(
    ({ agent, operation, before: was, after: is, differences }) =>
      `${agent} ${operation}: ${was} → ${is} (${differences.join(", ")})`,
  );
}

describe("what changes for whom between two policies", () => {
  it.each<[string, string, readonly string[]]>([
    ["nothing, where nothing changes", DEMO_POLICY, []],
    [
      "nothing, where a rule gets another name",
      DEMO_POLICY.replace("id: search", "id: searching\n    was: search"),
      [],
    ],
    [
      "a removed rule",
      DEMO_POLICY.replace(/ {2}- id: outreach-search[\s\S]*?\n\n/, ""),
      ["outreach demo.search_web: allowed → denied (outcome, conditions, limits)"],
    ],
    [
      "another number",
      DEMO_POLICY.replace("calls: 50", "calls: 60"),
      ["sales-research demo.search_web: allowed → allowed (limits)"],
    ],
    [
      "other approvers",
      DEMO_POLICY.replace("role:admin, role:owner", "role:owner"),
      ["sales-research demo.send_email: needs_approval → needs_approval (approval)"],
    ],
    [
      "another condition",
      DEMO_POLICY.replace("in lists.icp_domains", '== "acme.io"'),
      ["sales-research demo.lookup_company: allowed_when → allowed_when (conditions)"],
    ],
    [
      "a rule that is only observed from now on",
      DEMO_POLICY.replace("operations: [demo.send_email]", "operations: [demo.send_email]\n    observe: true"),
      ["sales-research demo.send_email: needs_approval → denied (outcome, conditions, approval)"],
    ],
  ])("%s", (_name, after, expected) => {
    expect(changes(after)).toEqual(expected);
  });

  it("a policy that only observes: everything is allowed, for everybody", () => {
    const told = changes(DEMO_POLICY.replace("version: 1", "version: 1\nobserve: true"));
    expect(told).toHaveLength(SUBJECTS.length * DEMO_CONTEXT.operations.length);
    expect(told.every((line) => line.includes("→ allowed ("))).toBe(true);
  });
});
