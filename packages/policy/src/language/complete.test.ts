import { describe, expect, it } from "vitest";
import { DEMO_CONTEXT } from "../fixtures/demo-policy.ts";
import { argumentFacts } from "./argument-facts.ts";
import { completePolicy } from "./complete.ts";
import { hoverPolicy } from "./hover.ts";
import type { PolicyNames } from "./vocabulary.ts";

const NAMES: PolicyNames = {
  agents: [
    { name: "sales-research", title: "Sales research", tags: [] },
    { name: "outreach", title: "Outreach", tags: ["outreach"] },
  ],
  operations: DEMO_CONTEXT.operations.map((operation) => ({
    id: operation.id,
    title: operation.id,
    description: `Does ${operation.id}.`,
    class: operation.class,
    priceMicros: operation.priceMicros?.toString() ?? null,
    arguments: argumentFacts(operation.inputSchema),
  })),
  people: [{ email: "ana@acme.test", name: "Ana" }],
  webhooks: ["pager"],
  slackChannels: ["agent-approvals"],
};

const RULE = `version: 1
lists:
  icp: [acme.io, globex.com] # the best
approvers:
  revenue: { members: [role:admin] }
rules:
  - id: mail
    agents: [outreach]
    operations: [demo.send_email, demo.search_web]
    when: args.to == "x"
    effect: allow
`;

/** Completes where ^ stands. */
function complete(marked: string) {
  const offset = marked.indexOf("^");
  const source = marked.replace("^", "");
  const found = completePolicy(source, offset, NAMES);
  return { source, offset, found, labels: found?.options.map(({ label }) => label) ?? [] };
}

describe("completePolicy", () => {
  it.each([
    ["fields of the document", "^", ["version", "lists", "approvers", "prices", "limits", "rules", "tests"]],
    [
      "only fields that aren't written yet",
      "version: 1\nlists: {}\n^",
      ["approvers", "prices", "limits", "rules", "tests"],
    ],
    ["fields of a new rule", "rules:\n  - ^", ["id", "agents", "operations", "when", "effect"]],
    ["fields of a begun rule", "rules:\n  - id: a\n    ^", ["was", "agents", "operations", "limits", "approval"]],
    ["a field half written", "rules:\n  - id: a\n    eff^\n    agents: [x]\n", ["effect"]],
    ["agents and tags", "rules:\n  - agents: [^]", ["sales-research", "outreach", "tag:outreach", "*"]],
    ["a second agent", "rules:\n  - agents: [outreach, ^]", ["sales-research"]],
    ["an agent in block style", "rules:\n  - agents:\n      - ^\n    effect: allow\n", ["sales-research"]],
    ["agents where no bracket stands yet", "rules:\n  - agents: ^\n", ["sales-research"]],
    [
      "operations, patterns and classes",
      "rules:\n  - operations: [^]",
      ["demo.send_email", "demo.*", "*", "class:read"],
    ],
    ["operations in quotes", 'rules:\n  - operations: ["demo.^"]', ["demo.send_email"]],
    ["an operation after its dot", "rules:\n  - operations: [demo.^\n    effect: allow\n", ["demo.send_email"]],
    ["effects", "rules:\n  - effect: ^", ["allow", "deny", "require_approval"]],
    ["fields of a limit", "rules:\n  - limits:\n      - { calls: 5, ^ }", ["spend", "per", "every", "scope"]],
    ["detectors", "rules:\n  - redact: { result: [^] }", ["secrets", "pii", "pii.card"]],
    ["what a rule does besides", "rules:\n  - id: a\n    ^", ["redact", "label", "labels_for", "observe", "unpriced"]],
    ["what becomes of calls without a price", "version: 1\nunpriced: ^", ["deny", "allow"]],
    ["who is asked later", "rules:\n  - approval: { escalate: { to: [^] } }", ["role:admin"]],
    ["windows of a limit", "rules:\n  - limits: [{ calls: 5, per: ^ }]", ["minute", "day", "total"]],
    ["scopes", "limits:\n  - { calls: 5, per: day, scope: ^ }", ["agent", "organization"]],
    ["fields of an approval", "rules:\n  - approval:\n      ^", ["by", "quorum", "expires"]],
    [
      "approvers: groups, roles and people",
      RULE.replace("effect: allow", "approval: { by: [^] }"),
      ["revenue", "role:admin", "ana@acme.test"],
    ],
    [
      "channels",
      "rules:\n  - approval: { notify: [^] }",
      ["web", "email:members", "webhook:pager", "slack:#agent-approvals"],
    ],
    ["operations as prices", "prices:\n  ^", ["demo.send_email"]],
    ["fields of a test", "tests:\n  - { ^ }", ["as", "call", "with", "expect"]],
    ["agents of a test", "tests:\n  - { as: ^ }", ["sales-research", "outreach"]],
    [
      "arguments of a test's call",
      "tests:\n  - { call: demo.send_email, with: { ^ } }",
      ["to", "cc", "bcc", "subject", "body"],
    ],
    [
      "what a condition begins with",
      RULE.replace('args.to == "x"', "^"),
      ["args.to", "lists.icp", "emails", "in_list", "now"],
    ],
    [
      "arguments of the operations that the rule selects",
      RULE.replace('args.to == "x"', "args.^"),
      ["to", "cc", "query", "limit"],
    ],
    ["arguments inside a call", RULE.replace('args.to == "x"', "emails(args.^)"), ["to", "cc"]],
    ["lists", RULE.replace('args.to == "x"', "args.to in lists.^"), ["icp"]],
    ["fields of variables", RULE.replace('args.to == "x"', "agent.^"), ["name", "tags"]],
    ["methods of a value", RULE.replace('args.to == "x"', "args.to.^"), ["startsWith", "matches", "all"]],
    ["fields of an address", RULE.replace('args.to == "x"', "emails(args.to).all(e, e.^)"), ["domain", "address"]],
    ["functions after an operator", RULE.replace('args.to == "x"', "has(args.to) && s^"), ["size", "string"]],
  ])("offers %s", (_name, marked, expected) => {
    expect(complete(marked).labels).toEqual(expect.arrayContaining(expected));
  });

  it.each([
    ["a comment", "version: 1 # ef^"],
    ["quoted text of a condition", RULE.replace('"x"', '"a^"')],
    ["free text", "rules:\n  - message: ^"],
    ["a list of texts", "lists:\n  icp: [^]"],
    ["an unknown field", "rules:\n  - nonsense: ^"],
  ])("offers nothing in %s", (_name, marked) => {
    expect(complete(marked).found).toBeNull();
  });

  it("offers no field twice and no field of another mapping", () => {
    const { labels } = complete("rules:\n  - id: a\n    agents: [x]\n    ^");
    expect(labels).not.toContain("id");
    expect(labels).not.toContain("agents");
    expect(labels).not.toContain("version");
  });

  it.each([
    ["a name", "rules:\n  - agents: [sal^]", "sal"],
    ["a pattern in quotes", 'rules:\n  - agents: ["tag:o^"]', "tag:o"],
    ["an operation", "rules:\n  - operations: [demo.se^]", "demo.se"],
    ["an argument, without what stands before its dot", RULE.replace('args.to == "x"', "args.t^"), "t"],
    ["a first word of a condition", RULE.replace('args.to == "x"', "ar^"), "ar"],
  ])("replaces %s as a whole", (_name, marked, typed) => {
    const { found, offset } = complete(marked);
    expect(found?.from).toBe(offset - typed.length);
  });

  it("quotes what YAML would read as something else, once", () => {
    const insertOf = (marked: string, label: string) =>
      complete(marked).found?.options.find((o) => o.label === label)?.insert;
    expect(insertOf("rules:\n  - agents: [^]", "tag:outreach")).toBe('"tag:outreach"');
    expect(insertOf("rules:\n  - agents: [^]", "*")).toBe('"*"');
    expect(insertOf('rules:\n  - agents: ["^"]', "*")).toBeUndefined();
    expect(insertOf("rules:\n  - agents: ^", "tag:outreach")).toBe('["tag:outreach"]');
  });

  it("says which operations declare an argument that not all of them do", () => {
    const { found } = complete(RULE.replace('args.to == "x"', "args.^"));
    expect(found?.options.find(({ label }) => label === "to")?.doc).toContain("has(args.to)");
  });

  it("never throws, wherever the cursor stands in whatever text", () => {
    for (const text of [RULE, "a: [b, {c: 'd\n", "- - -\n\t: x", "*x: &y !z\n%", "rules:\n  - *anchor\n"]) {
      for (let offset = 0; offset <= text.length; offset += 1) {
        expect(() => completePolicy(text, offset, NAMES)).not.toThrow();
        expect(() => hoverPolicy(text, offset, NAMES)).not.toThrow();
      }
    }
  });
});

describe("hoverPolicy", () => {
  it.each([
    ["a field", "    eff^ect:", { title: "effect", doc: expect.stringContaining("deny beats") }],
    ["a field of the document", "li^sts:", { title: "lists" }],
    ["an effect", "effect: al^low", { title: "allow", doc: expect.stringContaining("runs") }],
    ["an operation", "[demo.send^_email", { title: "demo.send_email", detail: "external, $0.001 a call" }],
    ["an agent", "agents: [out^reach", { title: "outreach", detail: "Outreach", doc: "Tags: outreach" }],
    ["an argument", "args.t^o", { title: "args.to", detail: "string" }],
    ["a variable", "ar^gs.to", { title: "args" }],
  ])("tells of %s", (_name, marked, expected) => {
    const offset = RULE.indexOf(marked.replace("^", "")) + marked.indexOf("^");
    expect(hoverPolicy(RULE, offset, NAMES)).toMatchObject(expected);
  });

  it.each([
    [
      "a list in a condition",
      "args.to in lists.i^cp",
      { title: "lists.icp", detail: "2 entries", doc: "acme.io, globex.com" },
    ],
    [
      "a function",
      "ema^ils(args.to).all(e, true)",
      { title: "emails(value, …)", detail: expect.stringContaining("gives") },
    ],
    ["a method", 'args.to.starts^With("a")', { title: "text.startsWith(part)" }],
  ])("tells of %s", (_name, marked, expected) => {
    const source = RULE.replace('args.to == "x"', marked);
    const offset = source.indexOf("^");
    expect(hoverPolicy(source.replace("^", ""), offset, NAMES)).toMatchObject(expected);
  });

  it("shows the arguments of an operation, and what a pattern matches now", () => {
    const at = (text: string) => hoverPolicy(`rules:\n  - operations: [${text}]\n`, 26, NAMES);
    expect(at("demo.send_email")?.arguments.map(({ name }) => name)).toContain("subject");
    expect(at('"demo.s*"')).toMatchObject({ detail: "2 operations", doc: "demo.search_web, demo.send_email" });
    expect(at('"other.*"')).toMatchObject({ doc: "No operation matches it now." });
  });

  it("tells nothing of comments and free text", () => {
    expect(hoverPolicy(RULE, RULE.indexOf("the best"), NAMES)).toBeNull();
    expect(hoverPolicy('rules:\n  - message: "allow"\n', 22, NAMES)).toBeNull();
  });
});
