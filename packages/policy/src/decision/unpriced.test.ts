import { describe, expect, it } from "vitest";
import { parsePolicy } from "../document/parse-policy.ts";
import { DEMO_CONTEXT, demoCall } from "../fixtures/demo-policy.ts";
import type { PolicyContext } from "../policy-context.ts";
import { compilePolicy } from "./compile-policy.ts";
import { decide } from "./decide.ts";

const UNPRICED: PolicyContext = {
  ...DEMO_CONTEXT,
  operations: DEMO_CONTEXT.operations.map((operation) => ({ ...operation, priceMicros: null })),
};

const OWN = "limits: [{ spend: $1, per: day }]";

function decided(header: string, ...rules: readonly string[]) {
  const lines = rules.map((rule, at) => `  - { id: r${at}, agents: ["*"], operations: [demo.send_email], ${rule} }\n`);
  const parsed = parsePolicy(`version: 1\n${header}\nrules:\n${lines.join("")}`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return decide(compilePolicy(parsed.document, UNPRICED), demoCall("demo.send_email", { to: "a" }));
}

describe("a call without a price", () => {
  it.each([
    ["runs where nothing bounds spending", "", ["effect: allow, limits: [{ calls: 5, per: day }]"], "allow"],
    ["is refused by the rule's own bound", "", [`effect: allow, ${OWN}`], "deny"],
    ["is refused by the organization's bound", OWN, ["effect: allow"], "deny"],
    ["runs under the rule's bound when the rule says so", "", [`effect: allow, ${OWN}, unpriced: allow`], "allow"],
    ["runs under the rule's bound when the document says so", "unpriced: allow", [`effect: allow, ${OWN}`], "allow"],
    [
      "is refused when the rule says so, whatever the document",
      "unpriced: allow",
      [`effect: allow, ${OWN}, unpriced: deny`],
      "deny",
    ],
    [
      "runs under the organization's bound when the document says so",
      `unpriced: allow\n${OWN}`,
      ["effect: allow"],
      "allow",
    ],
    [
      "is refused when a selected rule says so, whosever the bound",
      `unpriced: allow\n${OWN}`,
      ["effect: allow", "effect: allow, unpriced: deny"],
      "deny",
    ],
    [
      "is refused under the organization's bound although a rule lets its own pass",
      OWN,
      [`effect: allow, ${OWN}, unpriced: allow`],
      "deny",
    ],
    ["is refused by one bound of two", "", [`effect: allow, ${OWN}, unpriced: allow`, `effect: allow, ${OWN}`], "deny"],
    [
      "is not refused by a rule that was not selected",
      "",
      ["effect: allow", `effect: allow, when: args.to == 'b', ${OWN}`],
      "allow",
    ],
    [
      "is refused by a rule whose condition failed",
      "",
      ["effect: allow", `effect: allow, when: args.cc == 'b', ${OWN}`],
      "deny",
    ],
    ["runs where a rule says deny and nothing bounds spending", "", ["effect: allow, unpriced: deny"], "allow"],
    [
      "is refused where some other bound is no spending",
      OWN,
      ["effect: allow, limits: [{ calls: 5, per: day }], unpriced: allow"],
      "deny",
    ],
  ] as const)("%s", (_, header, rules, decision) => {
    const result = decided(header, ...rules);
    expect(result.decision).toBe(decision);
    expect(result.isPriced).toBe(false);
    if (decision === "allow") return;
    expect(result).toMatchObject({ code: "policy.price.unknown", rules: [], limits: [], approval: null });
    expect(result.reasons).toEqual([
      {
        code: "price.unknown",
        ruleId: null,
        text: "demo.send_email has no price, and a limit on spending applies to it.",
      },
    ]);
    expect(result.message).toMatch(/^demo\.send_email has no price/);
  });
});
