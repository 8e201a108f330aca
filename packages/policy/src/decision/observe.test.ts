import { describe, expect, it } from "vitest";
import { parsePolicy } from "../document/parse-policy.ts";
import { DEMO_CONTEXT, demoCall } from "../fixtures/demo-policy.ts";
import { compilePolicy } from "./compile-policy.ts";
import { decide } from "./decide.ts";

function decided(header: string, rules: readonly string[], operation = "demo.send_email") {
  const lines = rules.map((rule, at) => `  - { id: r${at}, agents: ["*"], operations: ["demo.*"], ${rule} }\n`);
  const parsed = parsePolicy(`version: 1\n${header}\nrules:\n${lines.join("")}`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return decide(compilePolicy(parsed.document, DEMO_CONTEXT), demoCall(operation, { to: "a" }));
}

describe("a rule that only observes", () => {
  it("decides nothing, and the decision says what it would have done", () => {
    const result = decided("", ["effect: allow", "effect: deny, observe: true, message: Not on Mondays."]);
    expect(result).toMatchObject({ decision: "allow", code: null, rules: ["r0"] });
    expect(result.observed).toEqual({
      decision: "deny",
      code: "policy.rule.denied",
      rules: ["r1"],
      reasons: [{ code: "rule.denies", ruleId: "r1", text: 'Rule "r1" denies the call.' }],
      limits: [],
      observing: ["r1"],
    });
    expect(result.considered.map(({ ruleId, outcome, detail }) => [ruleId, outcome, detail])).toEqual([
      ["r0", "selected", "it has no condition"],
      ["r1", "selected", "it has no condition; it is only observed"],
    ]);
  });

  it("is named among those observing only where its condition is true or failed", () => {
    const rules = [
      "effect: allow",
      "effect: deny, observe: true, when: args.to == 'b'",
      "effect: deny, observe: true, when: args.cc == 'b'",
      "effect: require_approval, approval: { by: [role:admin] }, observe: true, when: args.to == 'a'",
    ];
    expect(decided("", rules).observed?.observing).toEqual(["r2", "r3"]);
    const [allowing = "", unselected = ""] = rules;
    expect(decided("", [allowing, unselected])).toMatchObject({ decision: "allow", observed: null });
    expect(decided("", [allowing]).observed).toBeNull();
  });

  it("gives no permission", () => {
    const result = decided("", ["effect: allow, observe: true"]);
    expect(result).toMatchObject({ decision: "deny", code: "policy.default.denied" });
    expect(result.observed).toMatchObject({ decision: "allow", observing: ["r0"], rules: ["r0"] });
  });
});

describe("a policy that only observes", () => {
  it("lets a known call through with its price and without anything else, and says what it would have done", () => {
    const result = decided("observe: true\nlimits: [{ calls: 1, per: day }]", [
      "effect: deny, when: args.to == 'a'",
      "effect: deny, when: args.to == 'b'",
      "effect: deny, when: args.cc == 'b'",
      "effect: allow, label: seen, redact: { arguments: [secrets] }, when: args.to == 'b' || args.to == 'c'",
    ]);
    expect(result).toMatchObject({
      decision: "allow",
      code: null,
      rules: [],
      limits: [],
      labels: [],
      redactions: { arguments: [], result: [] },
      reserveMicros: 1_000n,
      isPriced: true,
      message: "Allowed: the policy only observes.",
      reasons: [{ code: "policy.observes", ruleId: null }],
      observed: { decision: "deny", rules: ["r0", "r2"], observing: ["r0", "r2"] },
    });
    expect(result.considered).toHaveLength(4);
  });

  it("doesn't let through what nobody knows or nobody declared", () => {
    expect(decided("observe: true", ["effect: allow"], "demo.gone")).toMatchObject({
      decision: "deny",
      reasons: [{ code: "operation.unknown" }],
      observed: null,
    });
    expect(decided("observe: true", ["effect: allow"], "demo.search_web")).toMatchObject({
      decision: "deny",
      code: "call.arguments.invalid",
      observed: null,
    });
  });
});
