import { describe, expect, it } from "vitest";
import { compilePolicy } from "../decision/compile-policy.ts";
import { decide } from "../decision/decide.ts";
import { parsePolicy } from "../document/parse-policy.ts";
import type { LimitClause } from "../document/policy-document.ts";
import { effectivePermissions } from "../effective/effective-permissions.ts";
import { DEMO_CONTEXT, demoCall } from "../fixtures/demo-policy.ts";
import type { ContextAgent, PolicyContext } from "../policy-context.ts";
import { parseOwnLimits } from "./own-limits.ts";

function own(kind: "agent" | "connection", ...written: object[]): readonly LimitClause[] {
  const parsed = parseOwnLimits(kind, written);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.limits;
}

const lead: ContextAgent = {
  id: "agt_lead",
  name: "lead",
  tags: ["team"],
  limits: own("agent", { calls: 9, per: "day" }),
};
const helper: ContextAgent = { id: "agt_helper", name: "helper", tags: [], parent: "lead" };
const intern: ContextAgent = { id: "agt_intern", name: "intern", tags: [], parent: "helper" };

const POLICY = `
version: 1
limits: [{ calls: 1000, per: day }, { calls: 300, per: hour, scope: agent }]
rules:
  - { id: all, agents: [lead, helper, intern], operations: ["*"], effect: allow, limits: [{ calls: 7, per: day }] }
  - { id: lead-only, agents: ["tag:team"], operations: [demo.send_email], effect: allow,
      limits: [{ calls: 3, per: day }, { concurrency: 1, scope: instance }, { calls: 50, per: day, scope: organization }] }
  - { id: lead-search, agents: [lead], operations: [demo.search_web], effect: allow, limits: [{ calls: 1, per: day }] }
`;

function limitsOf(name: string, agents: readonly ContextAgent[], connections: PolicyContext["connections"] = []) {
  const parsed = parsePolicy(POLICY);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const context = { ...DEMO_CONTEXT, agents, ...(connections.length > 0 && { connections }) };
  const agent = agents.find((each) => each.name === name);
  const id = agent?.id ?? name;
  const call = demoCall(
    "demo.send_email",
    { to: "a", subject: "b", body: "c" },
    { agent: { id, name, tags: agent?.tags ?? [] } },
  );
  const decision = decide(compilePolicy(parsed.document, context), call);
  expect(decision.decision).toBe("allow");
  return decision.limits.map(({ ruleId, owner, scope, scopeId, max, window }) => {
    const of = ruleId ?? owner?.name ?? "organization";
    return `${of} ${max} ${window.kind === "calendar" ? window.per : window.kind} ${scope} ${scopeId}`.trim();
  });
}

describe("nested limits", () => {
  it("a call counts on the limits of its agent and connection themselves", () => {
    const connection = { id: "con_1", name: "demo", limits: own("connection", { calls: 99, per: "month" }) };
    expect(limitsOf("lead", [lead], [connection])).toEqual(
      [
        "all 7 day agent agt_lead",
        "lead-only 3 day agent agt_lead",
        "lead-only 1 concurrent instance ins_1",
        "lead-only 50 day organization",
        "organization 1000 day organization",
        "organization 300 hour agent agt_lead",
        "demo 99 month organization",
        "lead 9 day agent agt_lead",
      ].map((line) => (line.includes("instance") ? expect.stringMatching(/^lead-only 1 concurrent instance /) : line)),
    );
  });

  it("a sub-agent's call counts on everything that bounds each agent above it for this operation, once", () => {
    const limits = limitsOf("intern", [lead, helper, intern]);
    expect(limits).toEqual([
      "all 7 day agent agt_intern",
      "organization 1000 day organization",
      "organization 300 hour agent agt_intern",
      "all 7 day agent agt_helper",
      "organization 300 hour agent agt_helper",
      "lead 9 day agent agt_lead",
      "all 7 day agent agt_lead",
      "lead-only 3 day agent agt_lead",
      "organization 300 hour agent agt_lead",
    ]);
    expect(new Set(limits).size).toBe(limits.length);
  });

  it("an agent with no parent, an unknown parent, or a circle of parents is counted on what is there", () => {
    expect(limitsOf("helper", [{ ...helper, parent: "gone" }])).toHaveLength(3);
    const circle = [{ ...lead, parent: "intern" }, helper, intern];
    expect(limitsOf("intern", circle)).toEqual(limitsOf("intern", [lead, helper, intern]));
  });

  it("limits of an agent, a connection, a rule and the organization never share a count", () => {
    const parsed = parsePolicy(
      "version: 1\nlimits: [{ calls: 1, per: day, scope: agent }]\nrules: [{ id: r, agents: [lead], operations: ['*'], effect: allow, limits: [{ calls: 1, per: day }] }]",
    );
    if (!parsed.ok) throw new Error("no policy");
    const daily = own("agent", { calls: 1, per: "day" });
    const context = {
      ...DEMO_CONTEXT,
      agents: [{ ...lead, limits: daily }],
      connections: [{ id: "con_1", name: "demo", limits: own("connection", { calls: 1, per: "day", scope: "agent" }) }],
    };
    const call = demoCall(
      "demo.send_email",
      { to: "a", subject: "b", body: "c" },
      { agent: { id: "agt_lead", name: "lead", tags: [] } },
    );
    const { limits } = decide(compilePolicy(parsed.document, context), call);
    expect(limits).toHaveLength(4);
    expect(new Set(limits.map(({ identity }) => identity)).size).toBe(4);
  });

  it.each([
    ["deny", "deny", "policy.price.unknown"],
    ["allow", "allow", null],
  ])("an own bound on spending and no price: `unpriced: %s` gives %s", (unpriced, decision, code) => {
    const rules = "rules: [{ id: r, agents: ['*'], operations: ['*'], effect: allow }]";
    const parsed = parsePolicy(`version: 1\nunpriced: ${unpriced}\n${rules}`);
    if (!parsed.ok) throw new Error("no policy");
    const budget = own("agent", { spend: "$5", per: "day" });
    const operations = DEMO_CONTEXT.operations.map((operation) => ({ ...operation, priceMicros: null }));
    const unbounded = { ...DEMO_CONTEXT, operations, agents: [helper] };
    const spending = own("connection", { spend: "$5", per: "day" });
    const bounded: readonly PolicyContext[] = [
      { ...unbounded, agents: [{ ...helper, limits: budget }] },
      { ...unbounded, agents: [helper, { ...lead, limits: budget }] },
      { ...unbounded, connections: [{ id: "con_1", name: "demo", limits: spending }] },
    ];
    for (const context of bounded) {
      const agent = { id: "agt_helper", name: "helper", tags: [] };
      const call = demoCall("demo.send_email", { to: "a", subject: "b", body: "c" }, { agent });
      const policy = compilePolicy(parsed.document, context);
      expect(decide(policy, call)).toMatchObject({ decision, code });
      const permissions = effectivePermissions(policy, { agent, instance: null });
      const permission = permissions.find(({ operation }) => operation === "demo.send_email");
      expect(permission?.deniedBy).toBe(decision === "deny" ? "price" : null);
    }
  });
});
