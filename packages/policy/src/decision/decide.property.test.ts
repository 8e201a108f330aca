import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { parsePolicy } from "../document/parse-policy.ts";
import type { Effect, PolicyDocument, RuleClause } from "../document/policy-document.ts";
import { printPolicy } from "../document/print-policy.ts";
import { DEMO_CONTEXT, demoCall } from "../fixtures/demo-policy.ts";
import { compilePolicy } from "./compile-policy.ts";
import { decide } from "./decide.ts";
import type { Decision } from "./decision.ts";

/** Hundreds of compiled policies on a busy machine take their time. */
vi.setConfig({ testTimeout: 60_000 });

const ERROR = "args.cc == 'x'";

const conditions = fc.constantFrom(
  null,
  "args.to == 'a'",
  "args.to == 'b'",
  "has(args.cc)",
  "args.subject.startsWith('x')",
  ERROR,
  "not valid (",
);

const limits = fc.uniqueArray(
  fc.constantFrom(
    "{ calls: 5, per: day }",
    "{ spend: $1, per: day }",
    "{ calls: 1, every: 90s }",
    "{ concurrency: 2, scope: session }",
  ),
  { maxLength: 3 },
);

function clause(id: string, [effect, when, bounds]: readonly [Effect, string | null, readonly string[]]): string {
  const parts = [
    `id: ${id}`,
    `agents: [${id.endsWith("0") ? '"sales-*"' : "sales-research"}]`,
    `operations: [${id.endsWith("1") ? '"*.send_email"' : "demo.send_email"}]`,
    `effect: ${effect}`,
    ...(when === null ? [] : [`when: ${JSON.stringify(when)}`]),
    ...(effect === "require_approval"
      ? ["approval: { by: [role:admin, Ana@example.com], quorum: 2, expires: 30m }"]
      : []),
    ...(effect === "deny" || bounds.length === 0 ? [] : [`limits: [${bounds.join(", ")}]`]),
  ];
  return `  - { ${parts.join(", ")} }`;
}

const documents = fc
  .array(fc.tuple(fc.constantFrom<Effect>("allow", "deny", "require_approval"), conditions, limits), { maxLength: 8 })
  .map((rules) => {
    const text = `version: 1\nrules:\n${rules.map((rule, index) => clause(`rule-${index}`, rule)).join("\n") || "  []"}\n`;
    const parsed = parsePolicy(text);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    return parsed.document;
  });

const call = demoCall("demo.send_email", { to: "a", subject: "xyz", body: "hello" });

function decideFor(document: PolicyDocument): Decision {
  return decide(compilePolicy(document, DEMO_CONTEXT), call);
}

/** How much a decision lets happen: nothing, what a person agrees to, everything. */
const FREEDOM: { readonly [E in Effect]: number } = { deny: 0, require_approval: 1, allow: 2 };

function comparable(decision: Decision): unknown {
  const limitIdentities = decision.limits.map(({ identity, max }) => `${identity} ${max}`).sort();
  return { ...decision, limits: limitIdentities };
}

describe("deciding", () => {
  it("gives the same decision for any order of the rules", () => {
    const shuffled = documents.chain((document) =>
      fc.tuple(fc.constant(document), fc.shuffledSubarray([...document.rules], { minLength: document.rules.length })),
    );
    fc.assert(
      fc.property(shuffled, ([document, rules]) => {
        expect(comparable(decideFor({ ...document, rules }))).toEqual(comparable(decideFor(document)));
      }),
      { numRuns: 200 },
    );
  });

  it("never moves toward allow when a condition's value becomes an error", () => {
    fc.assert(
      fc.property(documents, fc.nat(), (document, choice) => {
        const place = document.rules.length === 0 ? -1 : choice % document.rules.length;
        const rules = document.rules.map(
          (rule, index): RuleClause => (index === place ? { ...rule, when: ERROR } : rule),
        );
        const [before, after] = [decideFor(document), decideFor({ ...document, rules })];
        expect(FREEDOM[after.decision]).toBeLessThanOrEqual(FREEDOM[before.decision]);
      }),
      { numRuns: 200 },
    );
  });

  it("never moves toward allow when a deny rule is added", () => {
    fc.assert(
      fc.property(documents, conditions, (document, when) => {
        const deny: RuleClause = {
          id: "added",
          was: null,
          agents: ["*"],
          operations: ["*"],
          when,
          effect: "deny",
          limits: [],
          approval: null,
          message: null,
          onDeny: null,
          redact: null,
          labels: [],
          labelsForMs: null,
          observe: false,
          unpriced: null,
        };
        const after = decideFor({ ...document, rules: [...document.rules, deny] });
        expect(FREEDOM[after.decision]).toBeLessThanOrEqual(FREEDOM[decideFor(document).decision]);
      }),
      { numRuns: 200 },
    );
  });

  it("asks for approval exactly when it says who may approve", () => {
    fc.assert(
      fc.property(documents, (document) => {
        const decision = decideFor(document);
        expect(decision.approval !== null).toBe(decision.decision === "require_approval");
        if (decision.decision === "deny") expect(decision.limits).toEqual([]);
      }),
    );
  });
});

describe("a printed document", () => {
  it("reads back as the same document", () => {
    fc.assert(
      fc.property(documents, (document) => {
        const again = parsePolicy(printPolicy(document));
        expect(again.ok && { ...again.document, positions: null }).toEqual({ ...document, positions: null });
      }),
      { numRuns: 200 },
    );
  });
});
