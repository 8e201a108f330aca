import { describe, expect, it } from "vitest";
import { compilePolicy } from "../decision/compile-policy.ts";
import { decide } from "../decision/decide.ts";
import { demoCall } from "../fixtures/demo-policy.ts";
import type { ContextOperation, PolicyContext } from "../policy-context.ts";
import { validatePolicy } from "../validation/validate-policy.ts";
import { parsePolicy } from "./parse-policy.ts";

/** The document by which the product explains itself. */
const EXAMPLE = `version: 1

lists:
  partner_domains: [example.com, partner.org, "*.corp.example"]   # *. = one or more labels, not the apex
  icp_domains: [acme.io, globex.com]

approvers:
  revenue:
    members: [ana@example.com, role:admin]
    notify: ["slack:#agent-approvals", "email:members"]

prices:
  web.search: $0.004
  crm.enrich: { cost: "double(result.credits) * 0.01", at_most: $0.50 }

limits:
  - { spend: $200, per: month }

rules:
  - id: web-search
    agents: [sales-research]
    operations: [web.search]
    effect: allow
    limits:
      - { calls: 50, per: day }
      - { spend: $5, per: day }

  - id: lookup-icp-only
    agents: [sales-research]
    operations: [b2b.lookup_company]
    when: args.domain in lists.icp_domains
    effect: allow
    limits: [{ spend: $10, per: day }]

  - id: email-needs-a-person
    agents: ["tag:outreach"]
    operations: ["*.send_email"]
    when: emails(args.to, args.cc, args.bcc).all(e, in_list(e.domain, lists.partner_domains))
    effect: require_approval
    approval: { by: [revenue], quorum: 1, expires: 30m, on_expire: { respond: { text: "Not sent: nobody approved it in time." } } }

  - id: sql-reads-only
    agents: ["*"]
    operations: [warehouse.query_database]
    when: sql(args.query).read_only && sql(args.query).schemas.all(s, s == "read_only")
    effect: allow
    redact: { result: [secrets, pii.card] }

  - id: no-exfiltration
    agents: ["*"]
    operations: ["*.send_email", "*.post_message", "http.request"]
    when: '"untrusted-content" in session.labels && "customer-data" in session.labels'
    effect: deny
    message: "This session has read untrusted content and customer data; it may not send anything out."

tests:
  - { as: sales-research, call: web.search, with: { q: hello }, expect: allow }
  - { as: outreach, call: gmail.send_email, with: { to: "eve@evil.com" }, expect: deny }
`;

function operation(id: string, names: readonly string[]): ContextOperation {
  const properties = Object.fromEntries(names.map((name) => [name, { type: "string" }]));
  const [connection = ""] = id.split(".");
  return { id, connection, class: "external", inputSchema: { type: "object", properties }, priceMicros: 0n };
}

const context: PolicyContext = {
  agents: [
    { name: "sales-research", tags: [] },
    { name: "outreach", tags: ["outreach"] },
  ],
  connections: ["web", "b2b", "crm", "gmail", "warehouse", "slack", "http"].map((name) => ({ name })),
  operations: [
    operation("web.search", ["q"]),
    operation("b2b.lookup_company", ["domain"]),
    operation("crm.enrich", ["id"]),
    operation("gmail.send_email", ["to", "cc", "bcc", "subject"]),
    operation("warehouse.query_database", ["query"]),
    operation("slack.post_message", ["text"]),
    operation("http.request", ["url"]),
  ],
  timeZone: "UTC",
};

describe("the document by which the product explains itself", () => {
  it("has nothing wrong with it", () => {
    const parsed = parsePolicy(EXAMPLE);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const problems = validatePolicy(parsed.document, context).map(({ code, path }) => `${code} ${path}`);
    expect(problems).toEqual([]);
  });

  it("asks before mail to partners, denies other mail, and denies all of it once a session is tainted", () => {
    const parsed = parsePolicy(EXAMPLE);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const policy = compilePolicy(parsed.document, context);
    const agent = { id: "agt_2", name: "outreach", tags: ["outreach"] };
    const send = (to: string, labels: readonly string[]) =>
      decide(policy, demoCall("gmail.send_email", { to }, { agent, session: { labels } }));
    expect(send("bob@mail.corp.example", [])).toMatchObject({
      decision: "require_approval",
      rules: ["email-needs-a-person"],
    });
    expect(send("bob@mail.corp.example", []).limits).toMatchObject([
      { ruleId: null, kind: "spend", max: 200_000_000n },
    ]);
    expect(send("bob@corp.example", []).decision).toBe("deny");
    expect(send("bob@evil.com, bob@example.com", []).decision).toBe("deny");
    expect(send("bob@example.com", ["untrusted-content", "customer-data"])).toMatchObject({
      decision: "deny",
      rules: ["no-exfiltration"],
    });
    const unknown = decide(policy, demoCall("gmail.send_email", { to: "bob@example.com" }, { agent, session: null }));
    expect(unknown).toMatchObject({ decision: "deny", code: "policy.condition.failed", rules: ["no-exfiltration"] });
  });
});
