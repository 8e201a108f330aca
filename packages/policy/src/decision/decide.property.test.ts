import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { parsePolicy } from "../document/parse-policy.ts";
import type { Effect, PolicyDocument, RuleClause, Unpriced } from "../document/policy-document.ts";
import { printPolicy } from "../document/print-policy.ts";
import { DEMO_CONTEXT, demoCall } from "../fixtures/demo-policy.ts";
import type { PolicyContext } from "../policy-context.ts";
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

interface Drawn {
  readonly effect: Effect;
  readonly when: string | null;
  readonly bounds: readonly string[];
  readonly observe: boolean;
  readonly unpriced: Unpriced | null;
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  effect: fc.constantFrom<Effect>("allow", "deny", "require_approval"),
  when: conditions,
  bounds: limits,
  observe: fc.nat(3).map((one) => one === 0),
  unpriced: fc.constantFrom<Unpriced | null>(null, "deny", "allow"),
});

function clause(id: string, { effect, when, bounds, observe, unpriced }: Drawn): string {
  const parts = [
    `id: ${id}`,
    `agents: [${id.endsWith("0") ? '"sales-*"' : "sales-research"}]`,
    `operations: [${id.endsWith("1") ? '"*.send_email"' : "demo.send_email"}]`,
    `effect: ${effect}`,
    ...(when === null ? [] : [`when: ${JSON.stringify(when)}`]),
    ...(effect === "require_approval"
      ? ["approval: { by: [role:admin, Ana@example.com], quorum: 2, expires: 30m }"]
      : []),
    ...(observe ? ["observe: true"] : []),
    ...(effect === "deny" || unpriced === null ? [] : [`unpriced: ${unpriced}`]),
    ...(effect === "deny" || bounds.length === 0 ? [] : [`limits: [${bounds.join(", ")}]`]),
  ];
  return `  - { ${parts.join(", ")} }`;
}

const documents = fc
  .tuple(
    fc.array(drawn, { maxLength: 8 }),
    fc.constantFrom("", "unpriced: allow\n", "limits: [{ spend: $9, per: day }]\n"),
  )
  .map(([rules, top]) => {
    const text = `version: 1\n${top}rules:\n${rules.map((rule, index) => clause(`rule-${index}`, rule)).join("\n") || "  []"}\n`;
    const parsed = parsePolicy(text);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    return parsed.document;
  });

const call = demoCall("demo.send_email", { to: "a", subject: "xyz", body: "hello" });

/** The demo organization, of whose mails nobody says what they cost. */
const UNPRICED_CONTEXT: PolicyContext = {
  ...DEMO_CONTEXT,
  operations: DEMO_CONTEXT.operations.map((operation) => ({ ...operation, priceMicros: null })),
};

function decideFor(document: PolicyDocument, context: PolicyContext = DEMO_CONTEXT): Decision {
  return decide(compilePolicy(document, context), call);
}

/** How much a decision lets happen: nothing, what a person agrees to, everything. */
const FREEDOM: { readonly [E in Effect]: number } = { deny: 0, require_approval: 1, allow: 2 };

describe("deciding", () => {
  it("gives the same decision for any order of the rules", () => {
    const shuffled = documents.chain((document) =>
      fc.tuple(fc.constant(document), fc.shuffledSubarray([...document.rules], { minLength: document.rules.length })),
    );
    fc.assert(
      fc.property(shuffled, ([document, rules]) => {
        for (const context of [DEMO_CONTEXT, UNPRICED_CONTEXT]) {
          expect(decideFor({ ...document, rules }, context)).toEqual(decideFor(document, context));
        }
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

  it("decides as if rules that only observe weren't there, and notes what they would have done", () => {
    fc.assert(
      fc.property(documents, (document) => {
        const enforced = document.rules.filter(({ observe }) => !observe);
        const { observed, considered, message, ...decision } = decideFor(document);
        const {
          observed: none,
          considered: fewer,
          message: without,
          ...expected
        } = decideFor({ ...document, rules: enforced });
        expect(decision).toEqual(expected);
        expect(none).toBeNull();
        const whole = decideFor({ ...document, rules: document.rules.map((rule) => ({ ...rule, observe: false })) });
        if (observed === null) expect(whole.decision).toBe(decision.decision);
        else {
          const { decision: would, code, rules, reasons, limits } = whole;
          expect(observed).toMatchObject({ decision: would, code, rules, reasons, limits });
          expect(observed.observing.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("lets everything through under a policy that only observes, without limits, and notes the decision", () => {
    fc.assert(
      fc.property(documents, (document) => {
        const decision = decideFor({ ...document, observe: true });
        expect(decision).toMatchObject({ decision: "allow", rules: [], limits: [], approval: null });
        const whole = decideFor({ ...document, rules: document.rules.map((rule) => ({ ...rule, observe: false })) });
        expect(decision.observed).toMatchObject({ decision: whole.decision, rules: whole.rules, limits: whole.limits });
      }),
      { numRuns: 100 },
    );
  });

  it("never moves toward allow when something without a price is refused instead of let through", () => {
    fc.assert(
      fc.property(documents, (document) => {
        const strict = decideFor({ ...document, unpriced: "deny" }, UNPRICED_CONTEXT);
        const lax = decideFor({ ...document, unpriced: "allow" }, UNPRICED_CONTEXT);
        expect(FREEDOM[strict.decision]).toBeLessThanOrEqual(FREEDOM[lax.decision]);
        const free = document.rules.map((rule) => ({ ...rule, unpriced: null }));
        const [own, none] = [
          { ...document, rules: free },
          { ...document, rules: free, limits: [] },
        ].map((one) => decideFor({ ...one, unpriced: "allow" }, UNPRICED_CONTEXT));
        expect(own?.code).not.toBe("policy.price.unknown");
        expect(own?.decision).toBe(none?.decision);
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
