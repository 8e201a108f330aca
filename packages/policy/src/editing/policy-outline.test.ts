import { describe, expect, it } from "vitest";
import { outlinePolicy } from "./policy-outline.ts";

const SOURCE = `version: 1
lists: { partners: [acme.io], bad: 5 }
approvers:
  revenue: { members: [role:admin] }
prices: { web.search: $1 }
limits:
  - { spend: $200, per: month }
rules:
  # Reading is free,
  # within reason.
  - id: read
    agents: ["*"]
    operations: [class:read]
    when: true
    effect: allow
    of_tomorrow: { result: [secrets] }

  - id: odd
    agents: nobody
    effect: allow
  - effect: deny
  - id: new
    effect: deny
`;

describe("outlinePolicy", () => {
  it("reads what forms show of a text that isn't valid", () => {
    const read = outlinePolicy(SOURCE);
    if (!read.ok) throw new Error(JSON.stringify(read.problems));
    const { rules, ...sections } = read.outline;
    expect(sections).toEqual({
      observe: false,
      unpriced: "deny",
      lists: { partners: ["acme.io"] },
      approvers: { revenue: { members: ["role:admin"] } },
      prices: { "web.search": "$1" },
      limits: [{ spend: "$200", per: "month" }],
    });
    expect(rules.map(({ id, line, endLine, note }) => [id, line, endLine, note])).toEqual([
      ["read", 11, 16, "Reading is free, within reason."],
      ["odd", 18, 20, ""],
      ["", 21, 21, ""],
      ["new", 22, 23, ""],
    ]);
    expect(rules.map(({ fields }) => fields)).toEqual([
      { id: "read", agents: ["*"], operations: ["class:read"], when: "true", effect: "allow" },
      null,
      null,
      { id: "new", agents: [], operations: [], effect: "deny" },
    ]);
  });

  it("holds nothing of an empty text, and says why another can't be read", () => {
    expect(outlinePolicy("")).toMatchObject({ ok: true, outline: { rules: [], limits: [] } });
    expect(outlinePolicy("rules: [")).toMatchObject({ ok: false });
  });
});
