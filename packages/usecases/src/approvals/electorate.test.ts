import { describe, expect, it } from "vitest";
import { electorate } from "./electorate.ts";
import { approvalRequirementSchema } from "./requirement.ts";

const MEMBERS = [
  { userId: "owner-of-agent", email: "olga@acme.test", role: "admin" },
  { userId: "acted-for", email: "pia@acme.test", role: "approver" },
  { userId: "other", email: "xav@acme.test", role: "admin" },
  { userId: "auditor", email: "aud@acme.test", role: "auditor" },
];
const SEPARATED = ["owner-of-agent", "acted-for"];
const EVERYBODY = ["role:admin", "pia@acme.test", "AUD@acme.test"];
const ONLY_SEPARATED = ["olga@acme.test", "pia@acme.test"];

function voters(by: readonly string[], separation: boolean | null, separated: readonly (string | null)[] = SEPARATED) {
  const requirement = approvalRequirementSchema.parse({
    rules: [{ ruleId: "r", by, quorum: 1, denyQuorum: 1, distinct: false }],
    separation,
    expiresMs: 1_000,
    onExpire: null,
    onDeny: null,
    notify: [],
  });
  const [rule] = electorate(requirement, MEMBERS, { separated, escalatedMs: 0 });
  return { eligible: rule?.eligible, isSeparated: rule?.isSeparated };
}

describe("P29: who asked doesn't approve", () => {
  it.each([
    ["by default, while somebody else is named", EVERYBODY, null, ["other"], true],
    ["where the rule demands it", EVERYBODY, true, ["other"], true],
    ["where the rule demands it, though nobody else is named", ONLY_SEPARATED, true, [], true],
    ["not where nobody else is named, which is shown", ONLY_SEPARATED, null, ["owner-of-agent", "acted-for"], false],
    [
      "not where the rule switches it off, which is shown",
      EVERYBODY,
      false,
      ["owner-of-agent", "acted-for", "other"],
      false,
    ],
  ] as const)("%s", (_, by, separation, eligible, isSeparated) => {
    expect(voters(by, separation)).toEqual({ eligible: [...eligible], isSeparated });
  });

  it("nobody is kept out of the approvals of an agent without an owner that acts for nobody", () => {
    expect(voters(EVERYBODY, null, [null, null])).toEqual({
      eligible: ["owner-of-agent", "acted-for", "other"],
      isSeparated: true,
    });
  });

  it("a role that may not decide doesn't, though it is named", () => {
    expect(voters(["aud@acme.test"], false).eligible).toEqual([]);
  });
});
