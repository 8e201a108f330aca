import { describe, expect, it } from "vitest";
import { parsePolicy } from "../document/parse-policy.ts";
import { DEMO_CONTEXT, demoCall } from "../fixtures/demo-policy.ts";
import { compilePolicy } from "./compile-policy.ts";
import { decide } from "./decide.ts";

const HOUR_MS = 3_600_000;

/** Rules about one operation; `args.to` is "a" and `args.cc` is absent, which makes a condition on it fail. */
function decided(...rules: readonly string[]) {
  const lines = rules.map((rule, at) => `  - { id: r${at}, agents: ["*"], operations: [demo.send_email], ${rule} }\n`);
  const parsed = parsePolicy(`version: 1\nrules:\n${lines.join("")}`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return decide(compilePolicy(parsed.document, DEMO_CONTEXT), demoCall("demo.send_email", { to: "a" }));
}

describe("what selected rules do to a call that runs", () => {
  it("is everything that any of them takes out, each once, in one order", () => {
    const { redactions } = decided(
      "effect: allow, redact: { result: [pii.card, secrets] }",
      "effect: require_approval, approval: { by: [role:admin] }, redact: { arguments: [pii], result: [pii.email, secrets] }",
    );
    expect(redactions).toEqual({ arguments: ["pii"], result: ["secrets", "pii.card", "pii.email"] });
  });

  it("is nothing where no rule says anything", () => {
    expect(decided("effect: allow")).toMatchObject({ redactions: { arguments: [], result: [] }, labels: [] });
  });

  it("leaves out rules that were not selected, and keeps those whose condition failed", () => {
    const { redactions, labels } = decided(
      "effect: allow, label: always",
      "effect: allow, when: args.to == 'b', redact: { result: [pii.ip] }, label: not-selected",
      "effect: allow, when: args.cc == 'x', redact: { result: [secrets] }, label: failed",
    );
    expect(redactions).toEqual({ arguments: [], result: ["secrets"] });
    expect(labels.map(({ label }) => label)).toEqual(["always", "failed"]);
  });

  it("labels the session once by each name, for the longest time and by the rule that gives it, a day where none is said", () => {
    const { labels } = decided(
      "effect: allow, label: [zulu, alpha], labels_for: 2h",
      "effect: allow, label: [alpha], labels_for: 5h",
      "effect: allow, label: [alpha, mike], labels_for: 1h",
      "effect: allow, label: [plain]",
    );
    expect(labels).toEqual([
      { label: "alpha", forMs: 5 * HOUR_MS, ruleId: "r1" },
      { label: "mike", forMs: HOUR_MS, ruleId: "r2" },
      { label: "plain", forMs: 24 * HOUR_MS, ruleId: "r3" },
      { label: "zulu", forMs: 2 * HOUR_MS, ruleId: "r0" },
    ]);
  });

  it("takes out of a denied call's arguments what any rule that looked at it names, and labels nothing", () => {
    const { redactions, labels } = decided(
      "effect: deny",
      "effect: allow, redact: { arguments: [pii.card], result: [pii] }, label: allowed",
      "effect: allow, when: args.to == 'b', redact: { arguments: [secrets] }",
    );
    expect(redactions).toEqual({ arguments: ["secrets", "pii.card"], result: [] });
    expect(labels).toEqual([]);
  });
});
