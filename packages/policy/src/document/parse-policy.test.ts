import { describe, expect, it } from "vitest";
import { DEMO_POLICY } from "../fixtures/demo-policy.ts";
import { parsePolicy } from "./parse-policy.ts";

function codesOf(text: string): readonly string[] {
  const parsed = parsePolicy(text);
  return parsed.ok ? [] : parsed.problems.map(({ code, line, column }) => `${code}@${line}:${column}`);
}

function rule(lines: string): string {
  return `version: 1\nrules:\n  - id: a\n    agents: [x]\n    operations: [c.o]\n${lines
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n")}\n`;
}

function ruleOf(lines: string) {
  const parsed = parsePolicy(rule(lines));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const [first] = parsed.document.rules;
  if (!first) throw new Error("no rule");
  return first;
}

describe("a policy document", () => {
  it("is read with amounts in micro-USD and times in ms", () => {
    const parsed = parsePolicy(DEMO_POLICY);
    expect(parsed.ok && parsed.document.rules[0]?.limits).toEqual([
      { id: null, kind: "calls", max: 50n, per: "day", everyMs: null, scope: "agent" },
      { id: null, kind: "spend", max: 5_000_000n, per: "day", everyMs: null, scope: "agent" },
    ]);
    expect(parsed.ok && parsed.document.rules[2]?.approval).toMatchObject({
      expiresMs: 1_800_000,
      quorum: 1,
      denyQuorum: 1,
    });
  });

  it.each([
    ["a thousand times is told of fifty of them", 1_000, 50],
    ["thousands of times is told of the first, before it is read", 5_000, 1],
  ])("that repeats a key %s", (_what, times, told) => {
    const parsed = parsePolicy(`version: 1\nrules: []\n${"a: 1\n".repeat(times)}`);
    if (parsed.ok) throw new Error("it was read");
    expect(new Set(parsed.problems.map(({ code }) => code))).toEqual(new Set(["document.key.duplicate"]));
    expect(parsed.problems).toHaveLength(told);
  });

  it("keeps every field of a rule", () => {
    const read = ruleOf(`was: old
when: "true"
effect: require_approval
message: Ask Ana.
on_deny: { respond: { text: No. } }
limits:
  - { calls: 1, every: 90s, scope: instance, id: slow }
  - { concurrency: 2 }
approval:
  by: [role:admin, Ana@Example.com, revenue]
  quorum: 2
  deny_quorum: 2
  expires: 24h
  on_expire: { respond: { text: Late. } }
  notify: [web, "slack:#agents", "email:members"]
  run: on_claim
  separation: false
  distinct: true
  allow_edit: true
  break_glass: false
  grant: { vary: [subject, draft.body] }
  escalate: { after: 10m, to: [role:owner] }
  remind: { every: 5m, times: 3 }
  hours: { within: "Mon-Fri 09:00-18:00", zone: Europe/Paris, otherwise: [role:owner] }
redact: { arguments: [secrets], result: [secrets, pii.card] }
label: customer-data
labels_for: 2h
observe: true
unpriced: allow`);
    expect(read).toEqual({
      id: "a",
      was: "old",
      agents: ["x"],
      operations: ["c.o"],
      when: "true",
      effect: "require_approval",
      message: "Ask Ana.",
      onDeny: { text: "No." },
      limits: [
        { id: "slow", kind: "calls", max: 1n, per: null, everyMs: 90_000, scope: "instance" },
        { id: null, kind: "concurrency", max: 2n, per: null, everyMs: null, scope: "agent" },
      ],
      approval: {
        by: ["role:admin", "Ana@Example.com", "revenue"],
        quorum: 2,
        denyQuorum: 2,
        expiresMs: 86_400_000,
        onExpire: { text: "Late." },
        notify: ["web", "slack:#agents", "email:members"],
        run: "on_claim",
        separation: false,
        distinct: true,
        allowEdit: true,
        breakGlass: false,
        grant: { vary: ["subject", "draft.body"] },
        escalate: { afterMs: 600_000, to: ["role:owner"] },
        remind: { everyMs: 300_000, times: 3 },
        hours: { within: "Mon-Fri 09:00-18:00", zone: "Europe/Paris", otherwise: ["role:owner"] },
      },
      redact: { arguments: ["secrets"], result: ["secrets", "pii.card"] },
      labels: ["customer-data"],
      labelsForMs: 7_200_000,
      observe: true,
      unpriced: "allow",
    });
  });

  it("keeps fixed and computed prices, and limits of the organization count for all of it", () => {
    const parsed = parsePolicy(
      'version: 1\nprices:\n  web.search: $0.004\n  crm.enrich: { cost: "double(result.n) * 0.01", at_most: $0.50 }\nlimits: [{ spend: $200, per: month }]\n',
    );
    expect(parsed.ok && parsed.document.prices).toEqual({
      "web.search": { kind: "fixed", micros: 4_000n },
      "crm.enrich": { kind: "computed", cost: "double(result.n) * 0.01", atMostMicros: 500_000n, soFar: null },
    });
    expect(parsed.ok && parsed.document.limits[0]?.scope).toBe("organization");
  });
});

describe("what a document may not hold, with its line and column", () => {
  it.each([
    ["no version", "rules: []\n", "document.field.missing@1:1"],
    ["another version", "version: 2\n", "document.value.invalid@1:10"],
    ["broken YAML", "version: 1\nrules: [\n", "document.yaml.invalid@3:1"],
    ["an unknown field", "version: 1\nruels: []\n", "document.field.unknown@2:1"],
    ["an unknown field of a rule", rule("effect: allow\nlimit: []"), "document.field.unknown@7:5"],
    ["an unknown detector", rule("effect: allow\nredact: { result: [pasta] }"), "document.value.invalid@7:24"],
    ["an empty redact", rule("effect: allow\nredact: {}"), "document.value.invalid@7:13"],
    ["a detector named twice", rule("effect: allow\nredact: { result: [pii, pii] }"), "document.value.invalid@7:23"],
    ["redact on a deny", rule("effect: deny\nredact: { result: [pii] }"), "document.value.invalid@7:13"],
    ["a label on a deny", rule("effect: deny\nlabel: x"), "document.value.invalid@7:12"],
    ["a label in capitals", rule("effect: allow\nlabel: Untrusted"), "document.value.invalid@7:12"],
    ["labels_for without a label", rule("effect: allow\nlabels_for: 1h"), "document.value.invalid@7:17"],
    ["observe that is text", rule('effect: allow\nobserve: "yes"'), "document.value.invalid@7:14"],
    ["unpriced on a deny", rule("effect: deny\nunpriced: allow"), "document.value.invalid@7:15"],
    ["unpriced of another kind", "version: 1\nunpriced: free\n", "document.value.invalid@2:11"],
    ["default_schema, which belongs to a connection", "version: 1\ndefault_schema: x\n", "document.field.unknown@2:1"],
    [
      "escalate to nobody",
      rule("effect: require_approval\napproval:\n  by: [role:admin]\n  escalate: { after: 10m }"),
      "document.field.missing@9:17",
    ],
    [
      "remind too often",
      rule("effect: require_approval\napproval:\n  by: [role:admin]\n  remind: { every: 1m, times: 21 }"),
      "document.value.invalid@9:35",
    ],
    [
      "remind after it expired",
      rule("effect: require_approval\napproval:\n  by: [role:admin]\n  expires: 5m\n  remind: { every: 5m }"),
      "document.value.invalid@8:7",
    ],
    [
      "hours of no week",
      rule(
        "effect: require_approval\napproval:\n  by: [role:admin]\n  hours: { within: 9-5, zone: UTC, otherwise: [role:owner] }",
      ),
      "document.value.invalid@9:24",
    ],
    [
      "hours of no place",
      rule(
        "effect: require_approval\napproval:\n  by: [role:admin]\n  hours: { within: Mon, zone: Europe/Pariss, otherwise: [role:owner] }",
      ),
      "document.value.invalid@9:35",
    ],
    [
      "hours without anybody at other times",
      rule("effect: require_approval\napproval:\n  by: [role:admin]\n  hours: { within: Mon, zone: UTC }"),
      "document.field.missing@9:14",
    ],
    [
      "escalate after it expired",
      rule(
        "effect: require_approval\napproval:\n  by: [role:admin]\n  expires: 5m\n  escalate: { after: 10m, to: [role:owner] }",
      ),
      "document.value.invalid@8:7",
    ],
    [
      "a grant that leaves nothing open",
      rule("effect: require_approval\napproval: { by: [role:admin], grant: { vary: [] } }"),
      "document.value.invalid@7:50",
    ],
    ["an alias", "version: 1\nlists: { a: &x [b], c: *x }\n", "document.anchor.refused@2:13"],
    ["an unquoted star", rule("effect: allow").replace("[c.o]", "[*.o]"), "document.alias.refused@5:18"],
    ["a tag", "version: !!int 1\n", "document.tag.refused@1:10"],
    ["a directive", "%YAML 1.2\n---\nversion: 1\n", "document.directive.refused@1:1"],
    ["a merge key", "version: 1\nlists: { <<: { a: [b] } }\n", "document.key.invalid@2:8"],
    ["a repeated key", "version: 1\nversion: 1\n", "document.key.duplicate@2:1"],
    ["a key that is not text", "version: 1\nlists: { [a]: [b] }\n", "document.key.invalid@2:8"],
    ["a prototype key", "version: 1\nlists: { __proto__: [b] }\n", "document.key.invalid@2:8"],
    ["two documents", "version: 1\n---\nversion: 1\n", "document.yaml.invalid@2:1"],
    ["a rule without effect", rule("message: hi"), "document.field.missing@3:5"],
    ["an unknown effect", rule("effect: permit"), "document.value.invalid@6:13"],
    ["approval on an allow rule", rule("effect: allow\napproval: { by: [role:admin] }"), "document.value.invalid@7:15"],
    ["an asking rule without approval", rule("effect: require_approval"), "document.value.invalid@6:13"],
    ["limits on a deny rule", rule("effect: deny\nlimits: [{ calls: 1, per: day }]"), "document.value.invalid@7:13"],
    [
      "spend without a dollar sign",
      rule("effect: allow\nlimits: [{ spend: 5, per: day }]"),
      "document.value.invalid@7:23",
    ],
    [
      "an amount finer than a micro-USD",
      rule("effect: allow\nlimits: [{ spend: $0.0000001, per: day }]"),
      "document.value.invalid@7:23",
    ],
    ["calls without a window", rule("effect: allow\nlimits: [{ calls: 5 }]"), "document.value.invalid@7:14"],
    [
      "two kinds in one limit",
      rule("effect: allow\nlimits: [{ calls: 5, spend: $1, per: day }]"),
      "document.value.invalid@7:14",
    ],
    ["a negative limit", rule("effect: allow\nlimits: [{ calls: -1, per: day }]"), "document.value.invalid@7:23"],
    ["an unknown role", rule("effect: require_approval\napproval: { by: [role:boss] }"), "document.value.invalid@7:22"],
    ["an empty by", rule("effect: require_approval\napproval: { by: [] }"), "document.value.invalid@7:21"],
    ["a list entry that YAML reads as a number", "version: 1\nlists: { a: [1.0] }\n", "document.value.invalid@2:14"],
    ["a list entry that YAML reads as true", "version: 1\nlists: { a: [true] }\n", "document.value.invalid@2:14"],
    ["a rule id twice", `${rule("effect: allow")}${rule("effect: deny").split("rules:\n")[1]}`, "rule.id.repeated@7:9"],
    [
      "a former id that is in use",
      `${rule("effect: allow")}${rule("effect: deny\nwas: a").split("rules:\n")[1]?.replace("id: a", "id: b")}`,
      "rule.id.repeated@11:10",
    ],
    [
      "two limits that would share a count",
      rule("effect: allow\nlimits: [{ calls: 5, per: day }, { calls: 9, per: day }]"),
      "limit.id.missing@7:38",
    ],
  ])("%s", (_, text, expected) => {
    expect(codesOf(text)).toContain(expected);
  });

  it("every problem says what to do, in words", () => {
    const parsed = parsePolicy(rule("effect: permit\nlimits: [{ calls: 5 }]\nredact: {}"));
    const problems = parsed.ok ? [] : parsed.problems;
    expect(problems).toHaveLength(3);
    for (const problem of problems) {
      expect(problem.message).toMatch(/^\S.*\.$/);
      expect(problem.fix).toMatch(/^\S.*[.)]$/);
      expect(problem.path).not.toBe("");
    }
  });
});

describe("a long list of rules", () => {
  it("tells a fault at its own place, and a hundred faults at most", () => {
    const rules = (effects: readonly string[]) =>
      effects.map((effect, index) => `  - { id: r-${index}, agents: [a], operations: [a.b], effect: ${effect} }\n`);
    const one = codesOf(`version: 1\nrules:\n${rules(["allow", "deny", "permit"]).join("")}`);
    expect(one).toEqual([expect.stringContaining("@5:")]);
    expect(codesOf(`version: 1\nrules:\n${rules(Array(300).fill("permit")).join("")}`)).toHaveLength(100);
  });
});

describe("hostile documents", () => {
  const deepFlow = `version: 1\nlists: ${"[".repeat(200_000)}`;
  const deepBlock = `version: 1\nlists:\n  ${"- ".repeat(200_000)}x`;
  const deepIndent = `version: 1\n${Array.from({ length: 1_500 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")}`;
  it.each([
    ["more than 2 MiB", `version: 1\n# ${"x".repeat(10_000_000)}`, "document.size.exceeded"],
    ["200,000 brackets", deepFlow, "document.depth.exceeded"],
    ["200,000 dashes", deepBlock, "document.depth.exceeded"],
    ["1,500 levels of indentation", deepIndent, "document.depth.exceeded"],
    [
      "20,000 different keys and one repeated",
      `version: 1\nlists:\n${Array.from({ length: 20_000 }, (_, index) => `  a${index}: []`).join("\n")}\n  a0: []`,
      "document.key.duplicate",
    ],
    ["a million commas", `version: 1\nlists: {${",".repeat(1_000_000)}}`, "document.size.exceeded"],
    ["50,000 commas where values should stand", `version: 1\nlists: {${",".repeat(50_000)}}`, "document.yaml.invalid"],
    ["5,000 rules that are none", `version: 1\nrules:\n${"- a: 1\n".repeat(5_000)}`, "document.field.unknown"],
    ["a million empty lines", `version: 1\n${"\n".repeat(1_000_000)}`, "document.size.exceeded"],
    ["an alias bomb", `version: 1\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n`, "document.anchor.refused"],
  ])("%s is refused at once", (_, text, code) => {
    const started = performance.now();
    expect(codesOf(text).join()).toContain(code);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
