import type { JsonObject } from "@countersign/core";
import fc from "fast-check";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { ConditionError } from "../conditions/cel-value.ts";
import { parsePolicy } from "../document/parse-policy.ts";
import type { Effect } from "../document/policy-document.ts";
import { demoCall } from "../fixtures/demo-policy.ts";
import { FUNCTION_SPECS } from "../functions/registry.ts";
import { loadPolicyParsers } from "../parsers/load-policy-parsers.ts";
import type { PolicyContext } from "../policy-context.ts";
import { compilePolicy } from "./compile-policy.ts";
import type { CompiledPolicy } from "./compiled-policy.ts";
import { decide } from "./decide.ts";

vi.setConfig({ testTimeout: 60_000 });

const FREEDOM: { readonly [E in Effect]: number } = { deny: 0, require_approval: 1, allow: 2 };

/** Conditions over every kind of step that an evaluation takes; each is true of `ARGS` or false of it. */
const CONDITIONS = [
  "emails(args.to).all(e, in_list(e.domain, lists.partners))",
  'emails(args.to).exists(e, e.domain == "evil.com")',
  'sql(args.query).read_only && sql(args.query).schemas.all(s, s == "app")',
  "!sql(args.query).read_only || sql(args.query).limit > 100",
  'args.name.matches("^A") && args.name.lowerAscii().startsWith("a")',
  '!args.name.contains("x") && size(args.name) <= 10',
  'args.tags.exists(t, t == "b") || args.count > 5',
  'args.tags.filter(t, t != "a").map(t, t + "!").size() == 1',
  'args.tags.exists_one(t, t == "a") ? args.count < 5 : args.name == "Bob"',
  "has(args.name) && args.nested.inner[0] == 1 && !has(args.absent)",
  "args.count * 2 + 1 == 7 && int(args.count) in [1, 2, 3] && -args.count < 0",
  'now < timestamp("2030-01-01T00:00:00Z") && string(args.count) == "3"',
  'agent.name == "sales-research" && operation.class == "read" && instance.proved == false',
  '"x" in session.labels || "a" in args.tags',
] as const;

const ARGS: JsonObject = {
  to: ["ana@example.com", "Bob <bob@mail.example.org>"],
  query: "select id from app.orders where id = 1 limit 5",
  name: "Ana",
  tags: ["a", "b"],
  count: 3,
  nested: { inner: [1, 2] },
};

const CONTEXT: PolicyContext = {
  agents: [{ name: "sales-research", tags: [] }],
  connections: [{ name: "demo" }],
  operations: [{ id: "demo.any", connection: "demo", class: "read", inputSchema: { type: "object" }, priceMicros: 1n }],
  timeZone: "UTC",
};

const policies = fc
  .array(fc.tuple(fc.constantFrom<Effect>("allow", "deny", "require_approval"), fc.constantFrom(...CONDITIONS)), {
    minLength: 1,
    maxLength: 4,
  })
  .map((rules) => {
    const lines = rules.map(([effect, when], index) => {
      const approval = effect === "require_approval" ? ", approval: { by: [role:admin] }" : "";
      return `  - { id: r${index}, agents: ["*"], operations: ["*"], effect: ${effect}${approval}, when: ${JSON.stringify(when)} }`;
    });
    const parsed = parsePolicy(
      `version: 1\nlists: { partners: [example.com, "*.example.org"] }\nrules:\n${lines.join("\n")}\n`,
    );
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    return compilePolicy(parsed.document, CONTEXT);
  });

/** A decision that doesn't come about lets nothing run. */
function outcome(policy: CompiledPolicy, args: JsonObject = ARGS): Effect {
  try {
    return decide(policy, demoCall("demo.any", args)).decision;
  } catch {
    return "deny";
  }
}

/** The same value, of which the n-th look at anything in it throws. Tells whether there was one. */
function breakingAt<T extends object>(value: T, n: number): { readonly value: T; readonly hasBroken: () => boolean } {
  let looks = 0;
  const wrap = <V>(inner: V): V => {
    if (typeof inner !== "object" || inner === null) return inner;
    const look = () => {
      looks += 1;
      if (looks === n) throw new Error("broken");
    };
    return new Proxy(inner, {
      get: (target, key, receiver) => {
        look();
        return wrap(Reflect.get(target, key, receiver));
      },
      getOwnPropertyDescriptor: (target, key) => {
        look();
        return Reflect.getOwnPropertyDescriptor(target, key);
      },
      ownKeys: (target) => {
        look();
        return Reflect.ownKeys(target);
      },
    });
  };
  return { value: wrap(value), hasBroken: () => looks >= n };
}

/** Runs one decision for each step that may fail, until a run comes through untouched. */
function expectNeverFreer(
  usual: Effect,
  broken: (n: number) => { readonly decision: Effect; readonly hasBroken: boolean },
) {
  for (let n = 1; n < 2_000; n += 1) {
    const { decision, hasBroken } = broken(n);
    if (!hasBroken) return;
    expect(FREEDOM[decision]).toBeLessThanOrEqual(FREEDOM[usual]);
  }
}

describe("P22: a step of an evaluation that fails never moves a decision toward allow", () => {
  beforeAll(loadPolicyParsers);
  afterEach(() => vi.restoreAllMocks());

  it("whatever of the arguments it was looking at", () => {
    fc.assert(
      fc.property(policies, (policy) => {
        expectNeverFreer(outcome(policy), (n) => {
          const { value, hasBroken } = breakingAt(ARGS, n);
          return { decision: outcome(policy, value), hasBroken: hasBroken() };
        });
      }),
      { numRuns: 60 },
    );
  });

  it.each(["throws", "is an error", "gives nothing", "gives another kind of value"])("when a function %s", (how) => {
    let calls = 0;
    let failing = 0;
    for (const spec of FUNCTION_SPECS) {
      const { call } = spec;
      vi.spyOn(spec, "call").mockImplementation((values, frame) => {
        calls += 1;
        if (calls !== failing) return call(values, frame);
        if (how === "throws") throw new Error("broken");
        if (how === "is an error") return new ConditionError("broken");
        return how === "gives nothing" ? null : { unexpected: [1n] };
      });
    }
    fc.assert(
      fc.property(policies, (policy) => {
        [calls, failing] = [0, 0];
        expectNeverFreer(outcome(policy), (n) => {
          [calls, failing] = [0, n];
          return { decision: outcome(policy), hasBroken: calls >= n };
        });
      }),
      { numRuns: 60 },
    );
  });

  it("when a rule's condition can't even be made", () => {
    fc.assert(
      fc.property(policies, fc.nat(), (policy, choice) => {
        const place = choice % policy.rules.length;
        const rules = policy.rules.map((rule, index) =>
          index === place
            ? {
                ...rule,
                condition: () => {
                  throw new Error("broken");
                },
              }
            : rule,
        );
        expect(FREEDOM[outcome({ ...policy, rules })]).toBeLessThanOrEqual(FREEDOM[outcome(policy)]);
      }),
      { numRuns: 60 },
    );
  });
});
