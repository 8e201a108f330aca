import { describe, expect, it } from "vitest";
import { parsePolicy } from "../document/parse-policy.ts";
import { DEMO_POLICY } from "../fixtures/demo-policy.ts";
import { addRules, editPolicy, type PolicyEdit } from "./edit-policy.ts";
import type { RuleFields } from "./policy-fields.ts";

function edited(source: string, ...edits: PolicyEdit[]): string {
  const result = editPolicy(source, edits);
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  return result.source;
}

const RULE: RuleFields = {
  id: "mail",
  agents: ["sales-research", "tag:outreach"],
  operations: ["*.send_email"],
  when: "emails(args.to).all(e, in_list(e.domain, lists.partners))",
  effect: "require_approval",
  limits: [{ calls: 5, per: "day" }],
  approval: { by: ["role:admin"], expires: "30m" },
};

const RULE_TEXT = `  - id: mail
    agents: [sales-research, tag:outreach]
    operations: ["*.send_email"]
    when: emails(args.to).all(e, in_list(e.domain, lists.partners))
    effect: require_approval
    limits:
      - { calls: 5, per: day }
    approval: { by: [role:admin], expires: 30m }
`;

const SMALL = `# Who may do what.
version: 1

lists:
  partners: [acme.io, globex.com]   # ask Ana before you add one

rules:
  # Reading is free.
  - id: read
    agents: ["*"] # all of them
    operations: [class:read]
    # no condition
    effect: allow
    limits: [{ calls: 50, per: day }]   # plenty

  - id: write
    agents:
      - outreach   # only this one
      - sales
    operations:
    - crm.update
    when: >-
      args.amount
      <= 5
    effect: 'allow'
# the end
`;

const READ: RuleFields = {
  id: "read",
  agents: ["*"],
  operations: ["class:read"],
  effect: "allow",
  limits: [{ calls: 50, per: "day" }],
};

describe("adding a rule", () => {
  it.each([
    ["nothing", "", `version: 1\n\nrules:\n${RULE_TEXT}`],
    ["comments only", "# Ours\n", `# Ours\n\nversion: 1\n\nrules:\n${RULE_TEXT}`],
    ["a version without a newline", "version: 1", `version: 1\n\nrules:\n${RULE_TEXT.trimEnd()}`],
    ["an empty list", "version: 1\nrules: []  # none yet\n", `version: 1\nrules:  # none yet\n${RULE_TEXT}`],
    ["an empty key", "version: 1\nrules:\n", `version: 1\nrules:\n${RULE_TEXT}`],
    ["a document start", "---\nversion: 1\n", `---\nversion: 1\n\nrules:\n${RULE_TEXT}`],
    ["rules before tests", "version: 1\n\ntests: []\n", `version: 1\n\nrules:\n${RULE_TEXT}\ntests: []\n`],
    ["rules and a closing comment", SMALL, SMALL.replace("# the end", `\n${RULE_TEXT}# the end`)],
  ])("to %s writes it where people expect it", (_, source, expected) => {
    expect(edited(source, { kind: "add_rule", rule: RULE })).toBe(expected);
  });

  it("to a document in one line keeps it in one line", () => {
    expect(
      edited("{ version: 1, rules: [ {id: a, agents: [x], operations: [y.z], effect: deny} ] }", {
        kind: "add_rule",
        rule: { ...READ, limits: [] },
      }),
    ).toBe(
      '{ version: 1, rules: [ {id: a, agents: [x], operations: [y.z], effect: deny}, { id: read, agents: ["*"], operations: [class:read], effect: allow } ] }',
    );
  });

  it("keeps Windows line ends and adds its own in the same way", () => {
    const source = DEMO_POLICY.replaceAll("\n", "\r\n");
    const result = edited(source, { kind: "add_rule", rule: RULE });
    expect(result.replaceAll("\r\n", "")).not.toContain("\n");
    expect(result.replaceAll("\r\n", "\n")).toBe(edited(DEMO_POLICY, { kind: "add_rule", rule: RULE }));
  });

  it("gives an id that is taken a number", () => {
    const result = addRules(SMALL, [READ, { ...READ, id: "fresh" }]);
    const parsed = parsePolicy(result.ok ? result.source : "");
    expect(parsed.ok ? parsed.document.rules.map((rule) => rule.id) : parsed.problems).toEqual([
      "read",
      "write",
      "read-2",
      "fresh",
    ]);
  });
});

describe("changing a rule", () => {
  it("leaves the text alone when nothing differs", () => {
    expect(edited(SMALL, { kind: "replace_rule", rule: "read", fields: READ })).toBe(SMALL);
  });

  it.each<[string, Partial<RuleFields>, (text: string) => string]>([
    [
      "its effect",
      { effect: "deny", limits: [] },
      (text) =>
        text.replace("    effect: allow\n    limits: [{ calls: 50, per: day }]   # plenty\n", "    effect: deny\n"),
    ],
    ["a number", { limits: [{ calls: 60, per: "day" }] }, (text) => text.replace("calls: 50", "calls: 60")],
    [
      "the kind of a limit",
      { limits: [{ spend: "$5", per: "day" }] },
      (text) => text.replace("calls: 50", "spend: $5"),
    ],
    [
      "a second limit",
      {
        limits: [
          { calls: 50, per: "day" },
          { spend: "$1", per: "day" },
        ],
      },
      (text) => text.replace("per: day }]", "per: day }, { spend: $1, per: day }]"),
    ],
    [
      "a condition",
      { when: 'args.q == "a"' },
      (text) => text.replace("[class:read]\n", '[class:read]\n    when: args.q == "a"\n'),
    ],
    ["its agents", { agents: ["tag:a", "*"] }, (text) => text.replace('["*"]', '[tag:a, "*"]')],
    ["its id", { id: "reading", was: "read" }, (text) => text.replace("id: read\n", "id: reading\n    was: read\n")],
  ])("changes %s and nothing around it", (_, change, expected) => {
    expect(edited(SMALL, { kind: "replace_rule", rule: "read", fields: { ...READ, ...change } })).toBe(expected(SMALL));
  });

  it("takes single lines out of a list in block form and keeps the notes of the others", () => {
    const fields: RuleFields = {
      id: "write",
      agents: ["outreach"],
      operations: ["crm.update", "crm.read"],
      effect: "allow",
    };
    expect(edited(SMALL, { kind: "replace_rule", rule: "write", fields })).toBe(
      SMALL.replace("      - sales\n", "")
        .replace("    - crm.update\n", "    - crm.update\n    - crm.read\n")
        .replace("    when: >-\n      args.amount\n      <= 5\n", ""),
    );
  });

  it("replaces a folded condition by a literal one when it has lines", () => {
    const fields: RuleFields = {
      id: "write",
      agents: ["outreach", "sales"],
      operations: ["crm.update"],
      when: "args.a == 1 &&\nargs.b == 2",
      effect: "allow",
    };
    expect(edited(SMALL, { kind: "replace_rule", rule: "write", fields })).toBe(
      SMALL.replace(">-\n      args.amount\n      <= 5", "|-\n      args.a == 1 &&\n      args.b == 2"),
    );
  });

  it("keeps fields that it doesn't know", () => {
    const source = SMALL.replace("    effect: allow\n", "    effect: allow\n    of_tomorrow: { result: [secrets] }\n");
    expect(edited(source, { kind: "replace_rule", rule: "read", fields: { ...READ, message: "Yes." } })).toContain(
      "of_tomorrow: { result: [secrets] }",
    );
  });
});

describe("taking out and moving rules", () => {
  it("takes the comments above and inside along, and leaves those of others", () => {
    expect(edited(SMALL, { kind: "remove_rule", rule: "read" })).toBe(
      SMALL.replace(/ {2}# Reading[\s\S]*# plenty\n\n/, ""),
    );
    expect(edited(SMALL, { kind: "remove_rule", rule: "write" })).toBe(
      SMALL.replace(/\n {2}- id: write[\s\S]*'allow'\n/, ""),
    );
  });

  it("leaves an empty list after the last one", () => {
    expect(edited(SMALL, { kind: "remove_rule", rule: 0 }, { kind: "remove_rule", rule: 0 })).toContain("rules: []\n");
  });

  it("moves a rule with its comments", () => {
    const moved = edited(SMALL, { kind: "move_rule", rule: "write", to: 0 });
    expect(moved).toContain("rules:\n  - id: write");
    expect(moved).toContain("    effect: 'allow'\n\n  # Reading is free.\n  - id: read");
    expect(moved).toContain("# plenty\n# the end\n");
    expect(edited(moved, { kind: "move_rule", rule: "write", to: 1 })).toBe(SMALL);
  });

  it("says when the rule is gone", () => {
    expect(editPolicy(SMALL, [{ kind: "remove_rule", rule: "nope" }])).toMatchObject({
      ok: false,
      problem: { code: "edit.rule.unknown" },
    });
  });
});

describe("lists, groups, prices, limits and tests", () => {
  it.each<[string, PolicyEdit, (text: string) => string]>([
    [
      "adds an entry",
      { kind: "add_list_entry", list: "partners", entry: "*.corp.example" },
      (text) => text.replace("globex.com]", 'globex.com, "*.corp.example"]'),
    ],
    [
      "takes an entry out",
      { kind: "remove_list_entry", list: "partners", entry: "acme.io" },
      (text) => text.replace("acme.io, ", ""),
    ],
    [
      "adds a list",
      { kind: "set_list", list: "vips", entries: ["a.io"] },
      (text) => text.replace("add one\n", "add one\n  vips: [a.io]\n"),
    ],
    [
      "takes a list out",
      { kind: "set_list", list: "partners", entries: null },
      (text) => text.replace(/lists:\n.*\n\n/, ""),
    ],
    [
      "adds a group",
      {
        kind: "set_approvers",
        group: "revenue",
        value: { members: ["ana@example.com", "role:admin"], notify: ["slack:#deals"] },
      },
      (text) =>
        text.replace(
          "\nrules:",
          '\napprovers:\n  revenue:\n    members: [ana@example.com, role:admin]\n    notify: ["slack:#deals"]\n\nrules:',
        ),
    ],
    [
      "adds a price",
      { kind: "set_price", operation: "web.search", price: "$0.004" },
      (text) => text.replace("\nrules:", "\nprices:\n  web.search: $0.004\n\nrules:"),
    ],
    [
      "adds a limit of the organization",
      { kind: "set_limits", limits: [{ spend: "$200", per: "month" }] },
      (text) => text.replace("\nrules:", "\nlimits:\n  - { spend: $200, per: month }\n\nrules:"),
    ],
    [
      "adds a test",
      { kind: "set_test", index: 9, test: { as: "sales", call: "crm.update", with: { a: 1 }, expect: "deny" } },
      (text) =>
        text.replace(
          "# the end\n",
          "\ntests:\n  - { as: sales, call: crm.update, with: { a: 1 }, expect: deny }\n# the end\n",
        ),
    ],
  ])("%s", (_, edit, expected) => {
    expect(edited(SMALL, edit)).toBe(expected(SMALL));
  });
});

describe("a text that can't be edited", () => {
  it.each([
    ["broken YAML", "version: 1\nrules: [", "edit.source.unreadable"],
    ["anchors", "version: 1\nlists: { a: &x [b.c] }\n", "edit.source.unreadable"],
    ["a list at the top", "- a\n", "edit.text.refused"],
    ["rules that are text", "version: 1\nrules: none\n", "edit.text.refused"],
  ])("%s is refused and nothing is lost", (_, source, code) => {
    expect(editPolicy(source, [{ kind: "add_rule", rule: RULE }])).toMatchObject({ ok: false, problem: { code } });
  });
});
