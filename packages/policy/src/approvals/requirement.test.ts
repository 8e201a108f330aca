import { describe, expect, it } from "vitest";
import { parsePolicy } from "../document/parse-policy.ts";
import { mergeRequirements, type RuleRequirement, ruleRequirement } from "./requirement.ts";

function requirement(id: string, approval: string, extra = ""): RuleRequirement {
  const text = `version: 1
approvers:
  linked: { members: [bo@example.com], email_links: true }
  boss: { members: [eve@example.com], email_links: true }
  revenue: { members: [Ana@example.com, role:admin], notify: ["slack:#revenue"] }
rules:
  - { id: ${id}, agents: [a], operations: [c.o], effect: require_approval, approval: ${approval}${extra} }
`;
  const parsed = parsePolicy(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const [rule] = parsed.document.rules;
  const found = rule ? ruleRequirement(rule, rule.id, parsed.document) : null;
  if (!found) throw new Error("no requirement");
  return found;
}

describe("who may decide", () => {
  it("is resolved from groups, roles and addresses, each once, letters' case aside", () => {
    const found = requirement("a", "{ by: [revenue, role:admin, role:owner, ana@Example.com, bob@example.com] }");
    expect(found.by).toEqual({ emails: ["ana@example.com", "bob@example.com"], roles: ["admin", "owner"] });
    expect(found.notify).toEqual(["slack:#revenue"]);
  });

  it("by a mailed link are members of groups that opted in, and the votes are bound to that", () => {
    const nobody = { emails: [], roles: [] };
    const plain = requirement("a", "{ by: [revenue] }");
    expect(plain.emailLinks).toEqual(nobody);
    expect(plain.content).not.toContain("emailLinks");
    const linked = requirement("a", "{ by: [linked, role:owner], escalate: { after: 5m, to: [boss] } }");
    expect(linked.emailLinks).toEqual({ emails: ["bo@example.com", "eve@example.com"], roles: [] });
    expect(requirement("a", "{ by: [linked] }").content).not.toBe(requirement("a", "{ by: [bo@example.com] }").content);
  });
});

describe("the content that votes are bound to", () => {
  const base = requirement("a", "{ by: [role:admin] }").content;
  it.each([
    ["another approver", requirement("a", "{ by: [role:owner] }").content],
    ["another quorum", requirement("a", "{ by: [role:admin], quorum: 2 }").content],
    ["a condition", requirement("a", "{ by: [role:admin] }", ", when: 'true'").content],
    ["another rule", requirement("b", "{ by: [role:admin] }").content],
  ])("changes with %s", (_, content) => {
    expect(content).not.toBe(base);
  });

  it("doesn't change with the message, the limits or the order of approvers", () => {
    expect(requirement("a", "{ by: [role:admin] }", ", message: Hello, limits: [{ calls: 1, per: day }]").content).toBe(
      base,
    );
    const one = requirement("a", "{ by: [role:admin, x@example.com] }").content;
    expect(requirement("a", "{ by: [x@example.com, role:admin] }").content).toBe(one);
  });
});

describe("several asking rules", () => {
  const a = requirement(
    "a",
    "{ by: [role:admin], expires: 1h, deny_quorum: 2, allow_edit: true, run: on_approval, on_expire: { respond: { text: A } } }",
  );
  const b = requirement(
    "b",
    "{ by: [role:owner], expires: 30m, deny_quorum: 3, quorum: 2, separation: true, on_expire: { respond: { text: B } }, notify: [web] }",
  );

  it("keep every quorum and take the strictest of the rest", () => {
    expect(mergeRequirements([a, b])).toMatchObject({
      rules: [
        { ruleId: "a", quorum: 1 },
        { ruleId: "b", quorum: 2 },
      ],
      expiresMs: 1_800_000,
      onExpire: { text: "B" },
      denyQuorum: 2,
      separation: true,
      distinct: false,
      allowEdit: false,
      run: "on_approval",
      notify: ["web"],
    });
  });

  it("merge the same in any order", () => {
    expect(mergeRequirements([b, a])).toEqual(mergeRequirements([a, b]));
  });

  it("switch separation off only together", () => {
    const off = requirement("c", "{ by: [role:admin], separation: false }");
    const usual = requirement("d", "{ by: [role:admin] }");
    expect(mergeRequirements([off])?.separation).toBe(false);
    expect(mergeRequirements([off, usual])?.separation).toBeNull();
  });

  it("are nothing when none asks", () => {
    expect(mergeRequirements([])).toBeNull();
  });
});
