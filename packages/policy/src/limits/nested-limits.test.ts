import { describe, expect, it } from "vitest";
import { compilePolicy } from "../decision/compile-policy.ts";
import { decide } from "../decision/decide.ts";
import { parsePolicy } from "../document/parse-policy.ts";
import type { LimitClause } from "../document/policy-document.ts";
import { effectivePermissions } from "../effective/effective-permissions.ts";
import { DEMO_CONTEXT, demoCall } from "../fixtures/demo-policy.ts";
import type { ContextAgent, PolicyContext } from "../policy-context.ts";
import { DEEPEST_AGENTS, nestLimits, ownLimitsOn } from "./nested-limits.ts";
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
  limits: [{ id: null, kind: "calls", max: 9n, per: "day", everyMs: null, scope: "agent" }],
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

  it("only what counts on an agent as a whole counts on those above it", () => {
    const byInstance: ContextAgent = {
      ...lead,
      limits: own("agent", { calls: 4, per: "day" }, { calls: 2, per: "hour", scope: "instance" }),
    };
    const below = limitsOf("helper", [byInstance, helper]);
    expect(below).toContain("lead 4 day agent agt_lead");
    expect(below.join()).not.toContain("lead 2 hour");
    expect(limitsOf("lead", [byInstance]).join()).toContain("lead 2 hour instance");
    const nested = nestLimits({ ...DEMO_CONTEXT, agents: [byInstance, helper] });
    const maxima = (agent: string) =>
      ownLimitsOn(nested, { agent, connection: "demo" }).map(({ clause }) => clause.max);
    expect(maxima("helper")).toEqual([4n]);
    expect(maxima("lead")).toEqual([4n, 2n]);
    expect(maxima("nobody")).toEqual([]);
  });

  it("a line of agents ends after eight, and where somebody above is no agent of the organization any more", () => {
    const line = Array.from({ length: 12 }, (_, place): ContextAgent => {
      const limits = own("agent", { calls: place + 1, per: "month" });
      return { id: `agt_${place}`, name: `a${place}`, tags: [], limits, parent: `a${place + 1}` };
    });
    const nested = nestLimits({ ...DEMO_CONTEXT, agents: line });
    const found = (agent: string) => ownLimitsOn(nested, { agent, connection: "demo" }).map(({ clause }) => clause.max);
    expect(found("a0")).toEqual([1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n]);
    expect(DEEPEST_AGENTS).toBe(8);
    expect(found("a10")).toEqual([11n, 12n]);
    const gone = line.map(({ id, ...agent }) => (agent.name === "a2" ? agent : { id: String(id), ...agent }));
    const without = nestLimits({ ...DEMO_CONTEXT, agents: gone });
    expect(ownLimitsOn(without, { agent: "a0", connection: "demo" }).map(({ clause }) => clause.max)).toEqual([1n, 2n]);
  });

  it("a limit that stands twice is counted once, and one of a connection that was never kept not at all", () => {
    const parsed = parsePolicy(POLICY);
    if (!parsed.ok) throw new Error("no policy");
    const [rule] = parsed.document.rules;
    const document = { ...parsed.document, limits: [...parsed.document.limits, ...parsed.document.limits], rules: [] };
    const connections = [{ name: "demo", limits: own("connection", { calls: 1, per: "day" }) }];
    const call = demoCall("demo.send_email", { to: "a" }, { agent: { id: "agt_lead", name: "lead", tags: [] } });
    const policy = compilePolicy(
      { ...document, rules: rule ? [rule] : [] },
      { ...DEMO_CONTEXT, agents: [lead], connections },
    );
    expect(decide(policy, call).limits.map(({ max }) => max)).toEqual([7n, 1000n, 300n, 9n]);
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
