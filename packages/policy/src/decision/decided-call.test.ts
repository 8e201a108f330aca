import { describe, expect, it } from "vitest";
import { parsePolicy } from "../document/parse-policy.ts";
import { DEMO_CONTEXT, demoCall } from "../fixtures/demo-policy.ts";
import type { PolicyCall } from "../policy-call.ts";
import type { PolicyContext } from "../policy-context.ts";
import { compilePolicy } from "./compile-policy.ts";
import { decide } from "./decide.ts";
import { explain } from "./explain.ts";

function policyOf(rules: readonly string[], context: PolicyContext = DEMO_CONTEXT, header = "") {
  const parsed = parsePolicy(`version: 1\n${header}\nrules:\n${rules.map((rule) => `  - { ${rule} }\n`).join("")}`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return compilePolicy(parsed.document, context);
}

const CALL = demoCall(
  "demo.send_email",
  { to: "a" },
  {
    agent: { id: "agt_1", name: "scout", tags: ["team", "eu"] },
    instance: { id: "ins_1", name: "laptop", proved: false },
    person: "usr_1",
    session: { labels: ["untrusted"] },
    nowMs: Date.UTC(2026, 10, 23, 9),
  },
);

const holds = (when: string, call: PolicyCall = CALL): boolean => {
  const rule = `id: r, agents: ["*"], operations: ["*"], effect: allow, when: ${JSON.stringify(when)}`;
  return decide(policyOf([rule]), call).decision === "allow";
};

describe("what a condition may name", () => {
  it.each([
    "agent.id == 'agt_1'",
    "agent.name == 'scout'",
    "agent.tags == ['team', 'eu']",
    "instance.id == 'ins_1'",
    "instance.name == 'laptop'",
    "!instance.proved",
    "session.labels == ['untrusted']",
    "person == 'usr_1'",
    "operation.name == 'send_email'",
    "operation.connection == 'demo'",
    "operation.class == 'external'",
    "now == timestamp('2026-11-23T09:00:00Z')",
    "args.to == 'a'",
  ])("holds what is true of the call: %s", (when) => {
    expect(holds(when)).toBe(true);
    expect(holds(`!(${when})`)).toBe(false);
  });

  it("is an error where the session's labels are not known, whichever way a condition asks", () => {
    const unknown = { ...CALL, session: null };
    for (const when of ["'untrusted' in session.labels", "!('untrusted' in session.labels)", "session.labels == []"])
      expect(holds(when, unknown)).toBe(false);
    const rule = "id: r, agents: ['*'], operations: ['*'], effect: deny, when: \"'x' in session.labels\"";
    expect(decide(policyOf([rule]), unknown)).toMatchObject({
      code: "policy.condition.failed",
      reasons: [{ text: expect.stringContaining("labels could not be read") }],
    });
  });
});

describe("a decision's words and codes", () => {
  const about = (effect: string, when = "") =>
    `id: ${effect.slice(0, 5)}${when === "" ? "" : "-when"}, agents: ["*"], operations: [demo.send_email], effect: ${effect}${
      effect.startsWith("require") ? ", approval: { by: [role:admin] }" : ""
    }${when === "" ? "" : `, when: "${when}"`}`;

  it("tell an allow, an approval and a denial apart", () => {
    expect(decide(policyOf([about("allow")]), CALL)).toMatchObject({
      decision: "allow",
      code: null,
      message: 'Allowed by rule "allow".',
      reasons: [{ code: "rule.allows", ruleId: "allow", text: 'Rule "allow" allows the call.' }],
      approval: null,
      cost: null,
    });
    expect(decide(policyOf([about("allow"), about("require_approval")]), CALL)).toMatchObject({
      decision: "require_approval",
      code: "approval.request.pending",
      rules: ["requi"],
      message: 'A person must approve this call of demo.send_email. (rule "requi")',
      reasons: [{ code: "rule.asks", text: 'Rule "requi" asks people to approve the call.' }],
    });
    expect(decide(policyOf([about("deny")]), CALL)).toMatchObject({
      decision: "deny",
      reasons: [{ code: "rule.denies", text: 'Rule "deny" denies the call.' }],
    });
  });

  it("name every condition that failed where no rule allows the call, and no other", () => {
    const { reasons } = decide(
      policyOf([about("allow", "args.cc == 'x'"), about("require_approval", "args.to == 'b'")]),
      CALL,
    );
    expect(reasons.map(({ code, ruleId }) => [code, ruleId])).toEqual([
      ["default.deny", null],
      ["condition.error", "allow-when"],
    ]);
    expect(reasons[1]?.text).toMatch(/^The condition of rule "allow-when" failed: null was compared/);
  });

  it("give the configured answer of a denying rule that has one", () => {
    const answer = "id: told, agents: ['*'], operations: ['*'], effect: deny, on_deny: { respond: { text: Closed. } }";
    expect(decide(policyOf([about("deny"), answer]), CALL).respond).toEqual({ text: "Closed." });
    expect(decide(policyOf([about("deny")]), CALL).respond).toBeNull();
  });

  it("name each argument that nobody declared, and look at no rule", () => {
    const result = decide(policyOf([about("allow")]), { ...CALL, args: { to: "a", tos: "b", To: "c" } });
    expect(result).toMatchObject({
      decision: "deny",
      code: "call.arguments.invalid",
      rules: [],
      considered: [],
      limits: [],
    });
    expect(result.considered).toEqual([]);
    expect(result.reasons.length).toBeGreaterThan(0);
    for (const { code, ruleId, text } of result.reasons) {
      expect([code, ruleId]).toEqual(["arguments.undeclared", null]);
      expect(text).not.toBe("");
    }
    expect(result.message).toBe(`Refused: ${result.reasons[0]?.text}`);
  });
});

describe("an argument of a condition", () => {
  const outcomes = (...whens: readonly string[]) =>
    decide(
      policyOf(
        whens.map((when, at) => `id: r${at}, agents: ["*"], operations: ["demo.*"], effect: allow, when: "${when}"`),
      ),
      CALL,
    ).considered.map(({ outcome }) => outcome);

  it("that only other operations of the rule declare is absent here: comparing it is an error, has() is false", () => {
    expect(outcomes("args.query == 'x'", "args.query != 'x'", "has(args.query)", "!has(args.query)")).toEqual([
      ...["error", "error", "not_selected", "selected"],
    ]);
  });

  it("that no operation of the rule declares is an error, however it is asked for", () => {
    expect(outcomes("args.gone == 'x'", "args.gone != 'x'", "!(args.gone == 'x')")).toEqual([
      "error",
      "error",
      "error",
    ]);
  });
});

describe("explaining", () => {
  it("shows whatever of the call a condition looked at: arguments, agent, instance, session, person, time", () => {
    const when =
      "has(args.cc) || (args.to == 'a' && agent.name == 'scout' && 'eu' in agent.tags && !instance.proved && 'x' in session.labels && person == 'usr_1' && operation.class == 'external' && now > timestamp('2026-01-01T00:00:00Z') && 'acme.io' in lists.mine && ['q'].exists(q, q == args.subject))";
    const rule = `id: r, agents: ["*"], operations: ["*"], effect: allow, when: ${JSON.stringify(when)}`;
    const policy = policyOf([rule], DEMO_CONTEXT, "lists: { mine: [acme.io] }");
    const saw = (call: PolicyCall) => explain(policy, call).rules[0]?.saw ?? [];
    expect(saw(CALL)).toEqual([
      { path: "args.cc", value: null },
      { path: "args.to", value: '"a"' },
      { path: "agent.name", value: '"scout"' },
      { path: "agent.tags", value: '["team","eu"]' },
      { path: "instance.proved", value: "false" },
      { path: "session.labels", value: '["untrusted"]' },
      { path: "person", value: '"usr_1"' },
      { path: "operation.class", value: '"external"' },
      { path: "now", value: "2026-11-23T09:00:00.000Z" },
      { path: "args.subject", value: null },
    ]);
    expect(saw({ ...CALL, session: null, person: null })).toContainEqual({ path: "session.labels", value: null });
    expect(saw({ ...CALL, session: null, person: null })).toContainEqual({ path: "person", value: null });
  });
});

describe("prices", () => {
  const rule = 'id: r, agents: ["*"], operations: ["*"], effect: allow';
  const unpriced = DEMO_CONTEXT.operations.map((operation) => ({ ...operation, priceMicros: null }));

  it("come from the operation's own connection, by the operation's own name", () => {
    const connections = [
      { name: "other", prices: { send_email: 9n } },
      { name: "demo", prices: { send_email: 7n, search_web: 8n } },
    ];
    const policy = policyOf([rule], { ...DEMO_CONTEXT, operations: unpriced, connections });
    expect(decide(policy, CALL)).toMatchObject({ reserveMicros: 7n, isPriced: true, isReserveBound: false });
    for (const without of [[], [{ name: "demo" }], [{ name: "demo", prices: { toString: 1n } }]]) {
      const bare = policyOf([rule], { ...DEMO_CONTEXT, operations: unpriced, connections: without });
      expect(decide(bare, CALL)).toMatchObject({ reserveMicros: 0n, isPriced: false });
    }
  });

  it("are bounds only where the actual one comes from the result", () => {
    expect(decide(policyOf([rule]), CALL)).toMatchObject({ reserveMicros: 1_000n, isReserveBound: false, cost: null });
    const header = 'prices: { demo.send_email: { cost: "double(result.credits) * 0.01", at_most: $0.50 } }';
    const result = decide(policyOf([rule], DEMO_CONTEXT, header), CALL);
    expect(result).toMatchObject({ reserveMicros: 500_000n, isReserveBound: true, isPriced: true });
    expect(result.cost).not.toBeNull();
  });
});
