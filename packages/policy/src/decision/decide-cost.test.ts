import { describe, expect, it } from "vitest";
import { parsePolicy } from "../document/parse-policy.ts";
import type { PolicyDocument, RuleClause } from "../document/policy-document.ts";
import { DEMO_CONTEXT, demoCall } from "../fixtures/demo-policy.ts";
import type { PolicyContext } from "../policy-context.ts";
import { compilePolicy } from "./compile-policy.ts";
import { decide } from "./decide.ts";

const RULES = 10_000;
const CALLS = 10_000;
const CALLERS = 100;

const context: PolicyContext = {
  ...DEMO_CONTEXT,
  agents: Array.from({ length: 1_000 }, (_, index) => ({ name: `agent-${index}`, tags: [`team-${index % 50}`] })),
};

/** Rules of many agents about the same operations, some by tag and glob, all with a condition of their own. */
function manyRules(): PolicyDocument {
  const parsed = parsePolicy(
    "version: 1\nlists: { many: [a.example] }\nrules: [{ id: a, agents: [x], operations: [a.b], effect: allow }]\n",
  );
  const [usual] = parsed.ok ? parsed.document.rules : [];
  if (!parsed.ok || !usual) throw new Error("the usual rule can't be read");
  const rules = Array.from({ length: RULES }, (_, index): RuleClause => {
    const isGlob = index % 7 === 0;
    const field = !isGlob && index % 5 === 0 ? "domain" : "subject";
    return {
      ...usual,
      id: `r-${index}`,
      agents: [index % 1_000 === 0 ? "*" : index % 10 === 0 ? `tag:team-${index % 50}` : `agent-${index % 1_000}`],
      operations: [isGlob ? "*.send_email" : field === "domain" ? "demo.lookup_company" : "demo.send_email"],
      effect: index % 50 === 0 ? "deny" : "allow",
      when: `args.${field} == "nothing-${index}" || args.${field} in lists.many`,
    };
  });
  return { ...parsed.document, rules };
}

describe("10,000 rules", () => {
  it("are decided by the few that look at the call; the cost is printed, not judged", () => {
    const started = performance.now();
    const policy = compilePolicy(manyRules(), context);
    const compileMs = performance.now() - started;
    const times: number[] = [];
    let considered = 0;
    for (let round = -CALLERS; round < CALLS; round += 1) {
      const name = `agent-${(round + CALLERS) % CALLERS}`;
      const agent = { id: name, name, tags: [`team-${((round + CALLERS) % CALLERS) % 50}`] };
      const call = demoCall("demo.send_email", { to: "a", subject: "hello", body: "b" }, { agent });
      const before = performance.now();
      const decision = decide(policy, call);
      if (round >= 0) times.push((performance.now() - before) * 1_000);
      considered = Math.max(considered, decision.considered.length);
    }
    times.sort((a, b) => a - b);
    const at = (share: number) => (times[Math.floor(times.length * share)] ?? 0).toFixed(1);
    console.info(
      `10,000 rules: compile ${compileMs.toFixed(0)} ms; decide p50 ${at(0.5)} us, p99 ${at(0.99)} us; up to ${considered} rules considered`,
    );
    expect(considered).toBeGreaterThan(0);
    expect(considered).toBeLessThan(RULES / 20);
  }, 60_000);
});
