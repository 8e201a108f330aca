import { describe, expect, it } from "vitest";
import { parsePolicy } from "../document/parse-policy.ts";
import type { Effect } from "../document/policy-document.ts";
import { DEMO_CONTEXT, demoCall } from "../fixtures/demo-policy.ts";
import type { PolicyContext } from "../policy-context.ts";
import { compilePolicy } from "./compile-policy.ts";
import { decide } from "./decide.ts";
import { explain } from "./explain.ts";
import { visibility } from "./visibility.ts";

/** A condition that is true, false or can't be evaluated (`args.cc` is absent in every call here). */
const WHEN = { true: "args.to == 'a'", false: "args.to == 'b'", error: "args.cc == 'a'" } as const;
type Value = keyof typeof WHEN;

function compile(yaml: string, context: PolicyContext = DEMO_CONTEXT) {
  const parsed = parsePolicy(yaml);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return compilePolicy(parsed.document, context);
}

const APPROVAL = "approval: { by: [role:admin] }";

function ruleYaml(id: string, effect: Effect, extra = ""): string {
  const approval = effect === "require_approval" && !extra.includes("approval:") ? `, ${APPROVAL}` : "";
  return `  - { id: ${id}, agents: [sales-research], operations: [demo.send_email], effect: ${effect}${approval}${extra} }\n`;
}

function decided(rules: string, header = "") {
  return decide(compile(`version: 1\n${header}rules:\n${rules}`), demoCall("demo.send_email", { to: "a" }));
}

function decidedBy(...rules: readonly (readonly [Effect, Value])[]) {
  return decided(
    rules.map(([effect, value], index) => ruleYaml(`r${index}`, effect, `, when: "${WHEN[value]}"`)).join(""),
  );
}

describe("deciding", () => {
  type Row = readonly [
    name: string,
    rules: readonly (readonly [Effect, Value])[],
    decision: Effect,
    ids: readonly string[],
  ];
  const rows: readonly Row[] = [
    ["an allow allows", [["allow", "true"]], "allow", ["r0"]],
    ["an allow that is false leaves default deny", [["allow", "false"]], "deny", []],
    ["an allow that fails is not selected", [["allow", "error"]], "deny", []],
    [
      "a failing allow beside a good one changes nothing",
      [
        ["allow", "error"],
        ["allow", "true"],
      ],
      "allow",
      ["r1"],
    ],
    [
      "a deny beats an allow",
      [
        ["allow", "true"],
        ["deny", "true"],
      ],
      "deny",
      ["r1"],
    ],
    [
      "a deny that is false doesn't",
      [
        ["allow", "true"],
        ["deny", "false"],
      ],
      "allow",
      ["r0"],
    ],
    [
      "a deny that fails is selected",
      [
        ["allow", "true"],
        ["deny", "error"],
      ],
      "deny",
      ["r1"],
    ],
    [
      "a deny beats an approval",
      [
        ["require_approval", "true"],
        ["deny", "true"],
      ],
      "deny",
      ["r1"],
    ],
    [
      "an approval beats an allow",
      [
        ["allow", "true"],
        ["require_approval", "true"],
      ],
      "require_approval",
      ["r1"],
    ],
    ["an approval alone is a permission", [["require_approval", "true"]], "require_approval", ["r0"]],
    ["an approval that is false is none", [["require_approval", "false"]], "deny", []],
    [
      "an approval that fails turns an allow into an approval",
      [
        ["allow", "true"],
        ["require_approval", "error"],
      ],
      "require_approval",
      ["r1"],
    ],
    ["an approval that fails never turns a deny into an approval", [["require_approval", "error"]], "deny", []],
    [
      "nor does it beside an allow that fails",
      [
        ["allow", "error"],
        ["require_approval", "error"],
      ],
      "deny",
      [],
    ],
    [
      "an approval that fails adds its demand to one that holds",
      [
        ["require_approval", "true"],
        ["require_approval", "error"],
      ],
      "require_approval",
      ["r0", "r1"],
    ],
    [
      "every denying rule is named",
      [
        ["deny", "true"],
        ["deny", "error"],
      ],
      "deny",
      ["r0", "r1"],
    ],
  ];
  it.each(rows)("%s", (_, rules, decision, ids) => {
    const result = decidedBy(...rules);
    expect([result.decision, result.rules]).toEqual([decision, ids]);
  });

  it("no rule at all is a deny that says so", () => {
    const result = decided(ruleYaml("other", "allow").replace("demo.send_email", "demo.search_web"));
    expect(result).toMatchObject({ decision: "deny", code: "policy.default.denied", rules: [], considered: [] });
    expect(result.reasons).toEqual([{ code: "default.deny", ruleId: null, text: "No rule allows it." }]);
  });

  it("an operation nobody has is denied, whatever the rules", () => {
    const policy = compile("version: 1\nrules:\n  - { id: all, agents: ['*'], operations: ['*'], effect: allow }\n");
    const result = decide(policy, demoCall("demo.unknown", {}));
    expect(result).toMatchObject({ decision: "deny", reasons: [{ code: "operation.unknown" }] });
  });

  it("a denial asks nothing of admission", () => {
    const result = decidedBy(["deny", "true"]);
    expect(result).toMatchObject({ limits: [], reserveMicros: 0n, approval: null });
  });

  it("says by its code whether a rule, its failed condition or no rule denied", () => {
    expect(decidedBy(["deny", "true"]).code).toBe("policy.rule.denied");
    expect(decidedBy(["deny", "error"]).code).toBe("policy.condition.failed");
    expect(decidedBy(["deny", "error"], ["deny", "true"]).code).toBe("policy.rule.denied");
    expect(decidedBy(["allow", "error"]).code).toBe("policy.default.denied");
  });

  it("keeps the reason of an error", () => {
    const result = decidedBy(["allow", "true"], ["deny", "error"]);
    expect(result.reasons[0]).toMatchObject({ code: "condition.error", ruleId: "r1" });
    expect(result.reasons[0]?.text).toContain("null was compared");
    expect(result.considered).toEqual([
      { ruleId: "r0", effect: "allow", outcome: "selected", detail: "its condition is true" },
      { ruleId: "r1", effect: "deny", outcome: "error", detail: "null was compared; test it with has() first" },
    ]);
  });

  it("a condition that no longer fits its operations fails closed instead of stopping everything", () => {
    const rules = `${ruleYaml("ok", "allow")}${ruleYaml("stale", "deny", ', when: "args.gone == 1"')}`;
    expect(decided(rules)).toMatchObject({ decision: "deny", rules: ["stale"] });
  });
});

describe("choosing rules", () => {
  const select = (agents: string, operations: string, as = { name: "sales-research", tags: ["outreach"] }) => {
    const policy = compile(
      `version: 1\nrules:\n  - { id: r, agents: ${agents}, operations: ${operations}, effect: allow }\n`,
    );
    return decide(policy, demoCall("demo.send_email", {}, { agent: { id: "agt_1", ...as } })).decision === "allow";
  };
  it.each([
    ["[sales-research]", "[demo.send_email]", true],
    ["[outreach]", "[demo.send_email]", false],
    ['["sales-*"]', "[demo.send_email]", true],
    ['["*"]', "[demo.send_email]", true],
    ['["tag:outreach"]', "[demo.send_email]", true],
    ['["tag:other"]', "[demo.send_email]", false],
    ['["*"]', '["*.send_email"]', true],
    ['["*"]', '["demo.*"]', true],
    ['["*"]', '["*"]', true],
    ['["*"]', '["dem*"]', "refused"],
    ['["*"]', '["class:external"]', true],
    ['["*"]', '["class:read"]', false],
    ['["*"]', '["other.*", "demo.send_email"]', true],
  ])("agents %s and operations %s: %s", (agents, operations, expected) => {
    if (expected === "refused") expect(() => select(agents, operations)).toThrow();
    else expect(select(agents, operations)).toBe(expected);
  });

  it("an agent retagged or made after compiling is matched by what it is now", () => {
    expect(select('["tag:new"]', "[demo.send_email]", { name: "sales-research", tags: ["new"] })).toBe(true);
    expect(select('["brand-*"]', "[demo.send_email]", { name: "brand-new", tags: [] })).toBe(true);
  });
});

describe("limits of a decision", () => {
  const limit = (spec: string) => `, limits: [${spec}]`;

  it("are those of every selected rule and of the organization", () => {
    const header = "limits: [{ spend: $200, per: month }]\n";
    const rules = `${ruleYaml("a", "allow", limit("{ calls: 5, per: day }"))}${ruleYaml("b", "require_approval", `, ${APPROVAL}${limit("{ concurrency: 2, scope: instance }")}`)}`;
    const result = decided(rules, header);
    expect(result.decision).toBe("require_approval");
    expect(result.limits.map(({ ruleId, kind, max, scopeId }) => [ruleId, kind, max, scopeId])).toEqual([
      ["a", "calls", 5n, "agt_sales"],
      ["b", "concurrency", 2n, "ins_sales"],
      [null, "spend", 200_000_000n, ""],
    ]);
  });

  it("of a rule that was not selected don't count, of an allow whose condition failed do", () => {
    const capped = (value: Value) =>
      ruleYaml("capped", "allow", `, when: "${WHEN[value]}"${limit("{ calls: 5, per: day }")}`);
    expect(decided(`${ruleYaml("open", "allow")}${capped("false")}`).limits).toEqual([]);
    expect(decided(`${ruleYaml("open", "allow")}${capped("error")}`).limits).toHaveLength(1);
  });

  it("keep their identity when the number changes or the rule is renamed, and no two share one", () => {
    const identity = (rule: string, context = DEMO_CONTEXT) =>
      decide(compile(`version: 1\nrules:\n${rule}`, context), demoCall("demo.send_email", { to: "a" })).limits.map(
        (found) => found.identity,
      );
    const first = identity(ruleYaml("a", "allow", limit("{ calls: 5, per: day }")));
    expect(identity(ruleYaml("a", "allow", limit("{ calls: 9, per: day }")))).toEqual(first);
    expect(identity(ruleYaml("b", "allow", `, was: a${limit("{ calls: 5, per: day }")}`))).toEqual(first);
    expect(
      identity(ruleYaml("b", "allow", limit("{ calls: 5, per: day }")), { ...DEMO_CONTEXT, ruleUids: { b: "a" } }),
    ).toEqual(first);
    const others = [
      "{ calls: 5, per: hour }",
      "{ calls: 5, every: 90s }",
      "{ spend: $5, per: day }",
      "{ calls: 5, per: day, scope: instance }",
      "{ calls: 5, per: day, id: x }",
      "{ concurrency: 5 }",
    ];
    const all = [
      first,
      ...others.map((spec) => identity(ruleYaml("a", "allow", limit(spec)))),
      identity(ruleYaml("organization", "allow", limit("{ calls: 5, per: day, scope: organization }"))),
      decided(ruleYaml("a", "allow"), "limits: [{ calls: 5, per: day }]\n").limits.map((found) => found.identity),
    ];
    expect(new Set(all.flat()).size).toBe(all.length);
  });

  it("by session and person tell calls apart, and calls for nobody share one count", () => {
    const policy = compile(
      `version: 1\nrules:\n${ruleYaml("a", "allow", limit("{ calls: 5, per: day, scope: session }, { calls: 5, per: day, scope: person }"))}`,
    );
    const scopes = (person: string | null) =>
      decide(policy, demoCall("demo.send_email", {}, { person })).limits.map(({ scopeId }) => scopeId);
    expect(scopes("ana@example.com")).toEqual(['["ins_sales","ana@example.com"]', "ana@example.com"]);
    expect(scopes(null)).toEqual(['["ins_sales",""]', ""]);
  });
});

describe("prices", () => {
  const unpriced: PolicyContext = {
    ...DEMO_CONTEXT,
    operations: DEMO_CONTEXT.operations.map((operation) => ({ ...operation, priceMicros: null })),
  };
  const call = demoCall("demo.send_email", { to: "a" });
  const rule = ruleYaml("a", "allow");

  it("come from the document before the operation before its connection", () => {
    const price = (header: string, context: PolicyContext) => {
      const { reserveMicros, isPriced, isReserveBound } = decide(
        compile(`version: 1\n${header}rules:\n${rule}`, context),
        call,
      );
      return { reserveMicros, isPriced, isReserveBound };
    };
    const priced = { ...unpriced, connections: [{ name: "demo", prices: { send_email: 7n } }] };
    expect(price("prices: { demo.send_email: $0.50 }\n", DEMO_CONTEXT)).toEqual({
      reserveMicros: 500_000n,
      isPriced: true,
      isReserveBound: false,
    });
    expect(price('prices: { demo.send_email: { cost: "1.0", at_most: $2 } }\n', DEMO_CONTEXT)).toEqual({
      reserveMicros: 2_000_000n,
      isPriced: true,
      isReserveBound: true,
    });
    expect(price("", DEMO_CONTEXT).reserveMicros).toBe(1_000n);
    expect(price("", priced).reserveMicros).toBe(7n);
    expect(price("", unpriced)).toEqual({ reserveMicros: 0n, isPriced: false, isReserveBound: false });
  });

  it("an unknown price is refused where spending is limited", () => {
    const policy = compile(`version: 1\nlimits: [{ spend: $1, per: day }]\nrules:\n${rule}`, unpriced);
    expect(decide(policy, call)).toMatchObject({ decision: "deny", code: "policy.price.unknown", limits: [] });
  });
});

describe("what the agent reads", () => {
  it("is the rule's own message with its id, and the configured answer", () => {
    const result = decided(
      ruleYaml("no-mail", "deny", ", message: 'Mail is closed this week.', on_deny: { respond: { text: Closed. } }"),
    );
    expect(result.message).toBe('Mail is closed this week. (rule "no-mail") Other calls are not affected.');
    expect(result.respond).toEqual({ text: "Closed." });
  });

  it("names the arguments it turned on, never the condition, lists, values or other agents", () => {
    const secret = ruleYaml("no-rivals", "deny", ", when: \"args.to in lists.rivals || agent.name == 'outreach'\"");
    const result = decided(secret, "lists: { rivals: [a, secret-rival.example] }\n");
    expect(result.message).toContain('"no-rivals"');
    expect(result.message).toContain("It depends on to");
    expect(result.message).not.toMatch(/rivals\b(?!")|secret|outreach/);
  });

  it("stays short however many rules deny", () => {
    const rules = Array.from({ length: 50 }, (_, index) => ruleYaml(`deny-number-${index}`, "deny")).join("");
    expect(decided(rules).message.length).toBeLessThan(250);
  });
});

describe("explaining", () => {
  it("shows every rule considered and the values its condition saw", () => {
    const policy = compile(`version: 1\nrules:\n${ruleYaml("a", "allow", `, when: "has(args.cc) || args.to == 'a'"`)}`);
    const { rules, decision } = explain(policy, demoCall("demo.send_email", { to: "a" }));
    expect(decision.decision).toBe("allow");
    expect(rules).toEqual([
      {
        ruleId: "a",
        effect: "allow",
        outcome: "selected",
        detail: "its condition is true",
        when: "has(args.cc) || args.to == 'a'",
        saw: [
          { path: "args.cc", value: null },
          { path: "args.to", value: '"a"' },
        ],
      },
    ]);
  });
});

describe("visibility", () => {
  const seen = (...rules: readonly (readonly [Effect, string])[]) => {
    const yaml = rules
      .map(([effect, when], index) => ruleYaml(`r${index}`, effect, when === "" ? "" : `, when: "${when}"`))
      .join("");
    return visibility(
      compile(`version: 1\nrules:\n${yaml || "  []"}`),
      { name: "sales-research", tags: [] },
      "demo.send_email",
    );
  };
  it.each([
    [[], "never"],
    [[["allow", ""]], "allowed"],
    [[["allow", "args.to == 'a'"]], "allowed"],
    [[["allow", "false"]], "never"],
    [
      [
        ["allow", ""],
        ["deny", ""],
      ],
      "never",
    ],
    [
      [
        ["allow", ""],
        ["deny", "args.to == 'a'"],
      ],
      "allowed",
    ],
    [
      [
        ["allow", ""],
        ["require_approval", ""],
      ],
      "approval",
    ],
    [
      [
        ["allow", ""],
        ["require_approval", "args.to == 'a'"],
      ],
      "allowed",
    ],
    [[["require_approval", "args.to == 'a'"]], "approval"],
  ] as const)("%j is %s", (rules, expected) => {
    expect(seen(...rules)).toBe(expected);
  });
});
