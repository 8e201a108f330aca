import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { compilePolicy } from "../decision/compile-policy.ts";
import { decide } from "../decision/decide.ts";
import { parsePolicy } from "../document/parse-policy.ts";
import type { Effect } from "../document/policy-document.ts";
import { DEMO_CONTEXT, demoCall } from "../fixtures/demo-policy.ts";
import type { PolicyCall } from "../policy-call.ts";
import { effectivePermission } from "./effective-permissions.ts";

vi.setConfig({ testTimeout: 60_000 });

const atoms = fc.constantFrom(
  "true",
  "false",
  "args.to == 'a'",
  "args.to == 'b'",
  "has(args.cc)",
  "args.cc == 'x'",
  "args.subject.startsWith('x')",
  "emails(args.to).all(e, e.domain == 'acme.io')",
  "'sent' in session.labels",
  "person == 'ana'",
  "instance.name == 'one'",
  "instance.proved",
  "agent.name == 'sales-research'",
  "'outreach' in agent.tags",
  "operation.class == 'external'",
  "operation.name == 'search_web'",
  "args.nowhere == 'x'",
  "not valid (",
);

const conditions = fc.oneof(
  fc.constant(null),
  atoms,
  fc.tuple(atoms, fc.constantFrom("&&", "||"), atoms).map(([left, join, right]) => `${left} ${join} ${right}`),
  atoms.map((atom) => `!(${atom})`),
  fc.tuple(atoms, atoms, atoms).map(([test, yes, no]) => `(${test}) ? (${yes}) : (${no})`),
);

const bounds = fc.uniqueArray(
  fc.constantFrom("{ calls: 5, per: day }", "{ spend: $1, per: day }", "{ calls: 1, every: 90s }"),
  { maxLength: 2 },
);

type RuleParts = readonly [Effect, string | null, readonly string[], string, string];

function ruleText(index: number, [effect, when, limits, agents, operations]: RuleParts): string {
  const parts = [
    `id: rule-${index}`,
    `agents: ["${agents}"]`,
    `operations: ["${operations}"]`,
    `effect: ${effect}`,
    ...(when === null ? [] : [`when: ${JSON.stringify(when)}`]),
    ...(effect === "require_approval" ? ["approval: { by: [role:admin], expires: 30m }"] : []),
    ...(effect === "deny" || limits.length === 0 ? [] : [`limits: [${limits.join(", ")}]`]),
  ];
  return `  - { ${parts.join(", ")} }`;
}

const rules = fc.array(
  fc.tuple(
    fc.constantFrom<Effect>("allow", "allow", "deny", "require_approval"),
    conditions,
    bounds,
    fc.constantFrom("*", "sales-*", "outreach", "tag:outreach"),
    fc.constantFrom("*", "demo.send_email", "demo.search_web", "class:external", "*.free_text"),
  ),
  { maxLength: 6 },
);

// One operation nobody priced, so that bounds on spending are met without a price too.
const CONTEXT = {
  ...DEMO_CONTEXT,
  operations: DEMO_CONTEXT.operations.map((one) =>
    one.id === "demo.query_database" ? { ...one, id: "demo.free_text", priceMicros: null } : one,
  ),
};

const policies = fc.tuple(rules, fc.boolean()).map(([parts, isBounded]) => {
  const limits = isBounded ? "limits: [{ calls: 1000, per: day }]\n" : "";
  const list = parts.map((part, index) => ruleText(index, part)).join("\n");
  const parsed = parsePolicy(`version: 1\n${limits}rules:\n${list || "  []"}\n`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return compilePolicy(parsed.document, CONTEXT);
});

const AGENTS = [
  { id: "agt_sales", name: "sales-research", tags: [] },
  { id: "agt_outreach", name: "outreach", tags: ["outreach"] },
];

const calls: fc.Arbitrary<PolicyCall> = fc
  .record({
    agent: fc.constantFrom(...AGENTS),
    instance: fc.record({ id: fc.constant("ins_1"), name: fc.constantFrom("one", "two"), proved: fc.boolean() }),
    person: fc.constantFrom(null, "ana", "bob"),
    session: fc.constantFrom(null, { labels: [] }, { labels: ["sent"] }),
    operation: fc.constantFrom("demo.send_email", "demo.search_web", "demo.free_text"),
    args: fc.record(
      {
        to: fc.constantFrom("a", "b", "x@acme.io", 5),
        cc: fc.constantFrom("x", null),
        subject: fc.constantFrom("xy", "z"),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ operation, args, ...rest }) => demoCall(operation, onlyDeclared(operation, args), rest));

/** What isn't declared is refused whatever the rules say, so that permissions don't speak of it. */
function onlyDeclared(operation: string, args: PolicyCall["args"]): PolicyCall["args"] {
  const schema = CONTEXT.operations.find(({ id }) => id === operation)?.inputSchema ?? {};
  return Object.fromEntries(Object.entries(args).filter(([name]) => Object.hasOwn(Object(schema["properties"]), name)));
}

describe("what an agent may do", () => {
  it.each(["of the agent", "of one instance"])("is exactly as free as deciding any call is: %s", (whose) => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(policies, calls, (policy, call) => {
        const operation = policy.operations.get(call.operation);
        if (!operation) throw new Error("the operation is missing");
        const instance = whose === "of the agent" ? null : call.instance;
        const shown = effectivePermission(policy, { agent: call.agent, instance }, operation);
        const { decision, rules: deciding, limits } = decide(policy, call);
        seen.add(`${shown.outcome} ${decision}`);

        if (shown.outcome === "denied") expect(decision).toBe("deny");
        if (shown.outcome === "needs_approval") expect(decision).not.toBe("allow");
        if (shown.outcome === "allowed") expect(decision).toBe("allow");
        const ids = shown.rules.map((rule) => rule.ruleId);
        if (shown.outcome !== "denied") expect(ids).toEqual(expect.arrayContaining([...deciding]));
        const bounds = shown.limits.map((limit) => `${limit.ruleId} ${limit.kind} ${limit.max}`);
        expect(bounds).toEqual(expect.arrayContaining(limits.map((one) => `${one.ruleId} ${one.kind} ${one.max}`)));
        if (decision === "deny") return;
        const sure = shown.limits.filter((limit) => limit.holds !== "sometimes");
        const counted = limits.map((one) => `${one.ruleId} ${one.kind} ${one.max}`);
        expect(counted).toEqual(expect.arrayContaining(sure.map((one) => `${one.ruleId} ${one.kind} ${one.max}`)));
      }),
      { numRuns: 3_000 },
    );
    // The random policies reached every outcome, and for the open one every decision.
    expect([...seen].sort()).toEqual([
      "allowed allow",
      "allowed_when allow",
      "allowed_when deny",
      "allowed_when require_approval",
      "denied deny",
      "needs_approval deny",
      "needs_approval require_approval",
    ]);
  });
});
