import { describe, expect, it } from "vitest";
import { parsePolicy } from "../document/parse-policy.ts";
import { DEMO_CONTEXT, DEMO_POLICY, demoCall } from "../fixtures/demo-policy.ts";
import type { PolicyCall } from "../policy-call.ts";
import { compilePolicy } from "./compile-policy.ts";
import { decide } from "./decide.ts";
import { visibility } from "./visibility.ts";

const parsed = parsePolicy(DEMO_POLICY);
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
const policy = compilePolicy(parsed.document, DEMO_CONTEXT);
const outreach: Partial<PolicyCall> = {
  agent: { id: "agt_outreach", name: "outreach", tags: ["outreach"] },
  instance: { id: "ins_7", name: "outreach-7", proved: true },
};

describe("the demo policy", () => {
  it("allows a search, reserves its price and counts it by day", () => {
    const decision = decide(policy, demoCall("demo.search_web", { query: "hello" }));
    expect(decision).toMatchObject({
      decision: "allow",
      code: null,
      rules: ["search"],
      reserveMicros: 4_000n,
      isPriced: true,
    });
    expect(
      decision.limits.map(({ kind, max, scope, scopeId, window }) => ({ kind, max, scope, scopeId, window })),
    ).toEqual([
      { kind: "calls", max: 50n, scope: "agent", scopeId: "agt_sales", window: { kind: "calendar", per: "day" } },
      {
        kind: "spend",
        max: 5_000_000n,
        scope: "agent",
        scopeId: "agt_sales",
        window: { kind: "calendar", per: "day" },
      },
    ]);
  });

  it("allows a lookup of a listed domain and refuses any other without naming the list", () => {
    expect(decide(policy, demoCall("demo.lookup_company", { domain: "globex.com" })).decision).toBe("allow");
    const refused = decide(policy, demoCall("demo.lookup_company", { domain: "evil.com" }));
    expect(refused).toMatchObject({ decision: "deny", code: "policy.default.denied", rules: [], limits: [] });
    expect(refused.message).toContain('"lookup-icp-only"');
    expect(refused.message).toContain("domain");
    expect(refused.message).not.toMatch(/icp_domains|acme\.io|globex/);
  });

  it("refuses a lookup without a domain, since null is in no list", () => {
    expect(decide(policy, demoCall("demo.lookup_company", {})).decision).toBe("deny");
  });

  it("asks admins or owners for 30 minutes before a mail is sent", () => {
    const decision = decide(policy, demoCall("demo.send_email", { to: "a@acme.io", subject: "s", body: "b" }));
    expect(decision).toMatchObject({
      decision: "require_approval",
      code: "approval.request.pending",
      rules: ["email-needs-a-person"],
    });
    expect(decision.approval).toMatchObject({
      expiresMs: 1_800_000,
      denyQuorum: 1,
      notify: ["web"],
    });
    expect(decision.approval?.rules[0]?.by).toEqual({ emails: [], roles: ["admin", "owner"] });
  });

  it("counts the outreach agent's searches for each instance", () => {
    const decision = decide(policy, demoCall("demo.search_web", { query: "x" }, outreach));
    expect(decision.rules).toEqual(["outreach-search"]);
    expect(decision.limits).toMatchObject([{ scope: "instance", scopeId: "ins_7", max: 10n }]);
  });

  it("lists to each agent what it could be allowed", () => {
    const sales = { name: "sales-research", tags: [] };
    expect(
      ["search_web", "lookup_company", "send_email", "query_database"].map((name) =>
        visibility(policy, sales, `demo.${name}`),
      ),
    ).toEqual(["allowed", "allowed", "approval", "never"]);
    expect(visibility(policy, { name: "outreach", tags: ["outreach"] }, "demo.send_email")).toBe("never");
  });
});
