import { describe, expect, it } from "vitest";
import { parsePolicy } from "../document/parse-policy.ts";
import { DEMO_CONTEXT, DEMO_POLICY } from "../fixtures/demo-policy.ts";
import type { PolicyContext } from "../policy-context.ts";
import { validatePolicy } from "./validate-policy.ts";

function problemsOf(text: string, context: PolicyContext = DEMO_CONTEXT) {
  const parsed = parsePolicy(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return validatePolicy(parsed.document, context);
}

function codes(text: string, context?: PolicyContext): readonly string[] {
  return problemsOf(text, context).map(({ severity, code, line, column }) => `${severity} ${code}@${line}:${column}`);
}

const rule = (fields: string) =>
  `version: 1\nlists: { partners: ["*.corp.example"] }\nrules:\n  - { id: r, ${fields} }\n`;

describe("publishing", () => {
  it("finds nothing wrong with the demo policy", () => {
    expect(problemsOf(DEMO_POLICY)).toEqual([]);
  });

  it.each([
    [
      "an unknown agent",
      rule("agents: [nobody], operations: [demo.search_web], effect: allow"),
      "error rule.agent.unknown",
      "nobody",
    ],
    [
      "a pattern no agent matches",
      rule('agents: ["tag:x"], operations: [demo.search_web], effect: allow'),
      "warning rule.agent.unknown",
      '"tag:x"',
    ],
    [
      "an unknown operation",
      rule("agents: [outreach], operations: [demo.serach], effect: allow"),
      "error rule.operation.unknown",
      "demo.serach",
    ],
    [
      "an unknown connection",
      rule("agents: [outreach], operations: [gmail.send], effect: allow"),
      "error rule.operation.unknown",
      "gmail.send",
    ],
    [
      "a pattern no operation matches",
      rule('agents: [outreach], operations: ["gmail.*"], effect: allow'),
      "warning rule.operation.unknown",
      '"gmail.*"',
    ],
    [
      "an unknown argument",
      rule("agents: [outreach], operations: [demo.search_web], effect: allow, when: args.q == 'a'"),
      "error condition.argument.unknown",
      ".q == 'a'",
    ],
    [
      "an unknown list",
      rule("agents: [outreach], operations: [demo.search_web], effect: allow, when: args.query in lists.all"),
      "error condition.list.unknown",
      ".all",
    ],
    [
      "a list with *. under in",
      rule("agents: [outreach], operations: [demo.search_web], effect: allow, when: args.query in lists.partners"),
      "error condition.list.wildcard",
      "in lists.partners",
    ],
    [
      "a type error",
      rule("agents: [outreach], operations: [demo.search_web], effect: allow, when: args.limit < '5'"),
      "error condition.type.mismatch",
      "< '5'",
    ],
    [
      "an argument only one operation has",
      rule('agents: [outreach], operations: ["demo.*"], effect: allow, when: args.domain == "a"'),
      "error condition.argument.unknown",
      '.domain == "a"',
    ],
    [
      "a quoted condition's place",
      rule("agents: [outreach], operations: [demo.search_web], effect: allow, when: \"args.q == 'a'\""),
      "error condition.argument.unknown",
      ".q == 'a'",
    ],
    [
      "an unknown approver group",
      rule("agents: [outreach], operations: [demo.search_web], effect: require_approval, approval: { by: [bosses] }"),
      "error approval.group.unknown",
      "bosses",
    ],
    [
      "a quorum nobody can reach",
      rule(
        "agents: [outreach], operations: [demo.search_web], effect: require_approval, approval: { by: [a@b.example], quorum: 2 }",
      ),
      "error approval.quorum.unreachable",
      "{ by: [a@b",
    ],
    [
      "a condition that is never true",
      rule("agents: [outreach], operations: [demo.search_web], effect: allow, when: 'false'"),
      "warning rule.reach.empty",
      "'false'",
    ],
    ["a price of nothing", "version: 1\nprices: { demo.nothing: $1 }\n", "error price.operation.unknown", "$1"],
    [
      "a price that can't be read",
      'version: 1\nprices: { demo.search_web: { cost: "1 +", at_most: $1 } }\n',
      "error price.cost.invalid",
      '+",',
    ],
    [
      "a price so far that names the result",
      'version: 1\nprices: { demo.search_web: { cost: "1.0", at_most: $1, so_far: "double(result.n)" } }\n',
      "error condition.name.unknown",
      "result",
    ],
    [
      "a test of an unknown agent",
      "version: 1\ntests: [{ as: nobody, call: demo.search_web, expect: deny }]\n",
      "error test.agent.unknown",
      "nobody",
    ],
    [
      "a test of an unknown operation",
      "version: 1\ntests: [{ as: outreach, call: demo.nothing, expect: deny }]\n",
      "error test.operation.unknown",
      "demo.nothing",
    ],
    [
      "a test that fails",
      "version: 1\ntests: [{ as: outreach, call: demo.search_web, expect: allow }]\n",
      "error test.decision.differs",
      "{ as: outreach",
    ],
  ])("names %s where it stands", (_, text, expected, place) => {
    const found = problemsOf(text).map(({ severity, code, line, column }) => {
      const from = text.split("\n")[line - 1]?.slice(column - 1) ?? "";
      return `${severity} ${code} at ${from.slice(0, place.length)}`;
    });
    expect(found).toContain(`${expected} at ${place}`);
  });

  it("finds a rule that a deny covers everywhere", () => {
    const text = `version: 1
rules:
  - { id: a, agents: [outreach], operations: [demo.search_web], effect: allow }
  - { id: d, agents: ["*"], operations: ["class:read"], effect: deny }
`;
    expect(codes(text)).toEqual(["error rule.reach.empty@3:5"]);
    expect(codes(text.replace("demo.search_web", "demo.search_web, demo.send_email"))).toEqual([]);
    expect(codes(text.replace("effect: deny", "effect: deny, when: has(args.query)"))).not.toContain(
      "error rule.reach.empty@3:5",
    );
  });

  it("warns that calls without a price are refused under a spending limit", () => {
    const context = {
      ...DEMO_CONTEXT,
      operations: DEMO_CONTEXT.operations.map((operation) => ({ ...operation, priceMicros: null })),
    };
    const text = rule(
      "agents: [outreach], operations: [demo.search_web], effect: allow, limits: [{ spend: $1, per: day }]",
    );
    expect(codes(text, context)).toEqual(["warning price.operation.missing@4:46"]);
  });

  it("runs the document's tests with labels, person and time", () => {
    const text = `version: 1
rules:
  - { id: a, agents: [outreach], operations: [demo.search_web], effect: allow, when: "'clean' in session.labels && person == 'ana@example.com' && now < timestamp('2026-02-01T00:00:00Z')" }
tests:
  - { as: outreach, call: demo.search_web, expect: allow, labels: [clean], person: ana@example.com, now: "2026-01-31T23:59:59Z" }
  - { as: outreach, call: demo.search_web, expect: deny, labels: [clean], person: ana@example.com, now: "2026-02-01T00:00:00Z" }
  - { as: outreach, call: demo.search_web, expect: deny, labels: [clean] }
`;
    expect(codes(text)).toEqual([]);
  });

  it("refuses webhooks that don't exist, where they stand, and knows none of those it isn't told of", () => {
    const text = `version: 1
approvers:
  ops: { members: [role:admin], notify: ["webhook:pager", "webhook:gone"] }
rules:
  - { id: r, agents: [outreach], operations: [demo.send_email], effect: require_approval, approval: { by: [ops], notify: ["webhook:typo"] } }
`;
    const found = problemsOf(text, { ...DEMO_CONTEXT, webhooks: ["pager"] });
    expect(found.map(({ code, path }) => `${code} ${path}`)).toEqual([
      "approval.webhook.unknown approvers.ops.notify[1]",
      "approval.webhook.unknown rules[0].approval.notify[0]",
    ]);
    expect(problemsOf(text)).toEqual([]);
  });

  it("warns of channels of Slack that the app can't post to, where they are known", () => {
    const text = `version: 1
rules:
  - { id: r, agents: [outreach], operations: [demo.send_email], effect: require_approval, approval: { by: [role:owner], notify: [web, "slack:#approvals", "slack:#gone"] } }
`;
    const found = problemsOf(text, { ...DEMO_CONTEXT, slackChannels: ["approvals"] });
    expect(found).toMatchObject([
      { severity: "warning", code: "approval.slack.unreachable", path: "rules[0].approval.notify[2]" },
    ]);
    expect(problemsOf(text)).toEqual([]);
  });

  it("says where members who decide by mailed links have to sign in all the same", () => {
    const asking = (operation: string, isOn: boolean) => `version: 1
approvers: { ops: { members: [role:admin], email_links: ${isOn} } }
prices: { demo.query_database: $0 }
rules:
  - { id: r, agents: [outreach], operations: [${operation}], effect: require_approval, approval: { by: [role:owner, ops] } }
`;
    expect(problemsOf(asking("demo.send_email", true))).toMatchObject([
      { severity: "warning", code: "approval.link.barred", path: "rules[0].approval.by[1]" },
    ]);
    expect(problemsOf(asking("demo.search_web", true)).map(({ code }) => code)).toEqual(["approval.link.barred"]);
    expect(problemsOf(asking("demo.query_database", true))).toEqual([]);
    expect(problemsOf(asking("demo.send_email", false))).toEqual([]);
  });

  it("refuses groups nobody is in and arguments nobody takes, where they stand", () => {
    const asking = (fields: string) =>
      rule(
        `agents: [outreach], operations: [demo.send_email], effect: require_approval, approval: { by: [role:admin], ${fields} }`,
      );
    const errors = (text: string) => problemsOf(text).filter(({ severity }) => severity === "error");
    expect(errors(asking("escalate: { after: 10m, to: [nobody] }"))).toMatchObject([
      { code: "approval.group.unknown", path: "rules[0].approval.escalate.to[0]" },
    ]);
    expect(errors(asking("grant: { vary: [subject, subjekt] }"))).toMatchObject([
      { code: "approval.grant.unknown", path: "rules[0].approval.grant.vary[1]" },
    ]);
  });
});
