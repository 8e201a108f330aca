import { describe, expect, it } from "vitest";
import { type ElectorateMember, electorate } from "./electorate.ts";
import { approvalRequirementSchema, inHours } from "./requirement.ts";

function account(
  userId: string,
  email: string,
  role: string,
  change: Partial<ElectorateMember> = {},
): ElectorateMember {
  return { userId, email, role, personId: userId, delegateId: null, ...change };
}

const MEMBERS = [
  account("owner-of-agent", "olga@acme.test", "admin"),
  account("acted-for", "pia@acme.test", "approver"),
  account("other", "xav@acme.test", "admin"),
  account("auditor", "aud@acme.test", "auditor"),
];
const SEPARATED = ["owner-of-agent", "acted-for"];
const EVERYBODY = ["role:admin", "pia@acme.test", "AUD@acme.test"];
const ONLY_SEPARATED = ["olga@acme.test", "pia@acme.test"];

interface Given {
  readonly separated?: readonly string[];
  readonly members?: readonly ElectorateMember[];
}

function ruleOf(
  by: readonly string[],
  separation: boolean | null,
  { separated = SEPARATED, members = MEMBERS }: Given = {},
) {
  const requirement = approvalRequirementSchema.parse({
    rules: [{ ruleId: "r", by, quorum: 1, denyQuorum: 1, distinct: false }],
    separation,
    expiresMs: 1_000,
    onExpire: null,
    onDeny: null,
    notify: [],
  });
  const [rule] = electorate(requirement, members, { separated, escalatedMs: 0 });
  if (!rule) throw new Error("a requirement of one rule has one electorate");
  return rule;
}

function voters(by: readonly string[], separation: boolean | null, given: Given = {}) {
  const rule = ruleOf(by, separation, given);
  return { eligible: rule.eligible, isSeparated: rule.isSeparated };
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
    expect(voters(EVERYBODY, null, { separated: [] })).toEqual({
      eligible: ["owner-of-agent", "acted-for", "other"],
      isSeparated: true,
    });
  });

  it("a role that may not decide doesn't, though it is named", () => {
    expect(voters(["aud@acme.test"], false).eligible).toEqual([]);
  });
});

describe("P29: nor by another account or another person's hand", () => {
  const second = account("second", "olga+work@acme.test", "admin", { personId: "owner-of-agent" });
  const stand = account("stand", "bo@acme.test", "approver");
  const away = (userId: string, delegateId: string) =>
    MEMBERS.map((member) => (member.userId === userId ? { ...member, delegateId } : member));

  it.each([
    [
      "a second account of the agent's owner is kept out",
      ["olga+work@acme.test", "xav@acme.test"],
      [...MEMBERS, second],
      ["other"],
    ],
    [
      "so is who stands in for the person acted for",
      ["pia@acme.test", "xav@acme.test"],
      [...away("acted-for", "stand"), stand],
      ["other"],
    ],
    ["and the owner, though they stand in for somebody", ["xav@acme.test"], away("other", "owner-of-agent"), ["other"]],
    ["and their second account, though it does", ["xav@acme.test"], [...away("other", "second"), second], ["other"]],
  ] as const)("%s", (_, by, members, eligible) => {
    expect(voters(by, true, { members })).toEqual({ eligible: [...eligible], isSeparated: true });
  });

  it.each([
    ["named directly", ["xav@acme.test"]],
    ["named by a role that the other hasn't", ["role:admin"]],
  ] as const)("who stands in for somebody absent has their naming: %s", (_, by) => {
    const rule = ruleOf(by, true, { members: [...away("other", "stand"), stand] });
    expect(rule.eligible).toEqual(["other", "stand"]);
    expect(rule.standings.get("stand")).toEqual({ personId: "stand", seats: ["other"], standsFor: ["other"] });
  });

  it("standing in goes no further than one person, and gives a role that may not decide nothing", () => {
    const chain = away("other", "stand");
    const further = account("further", "zoe@acme.test", "approver");
    expect(
      ruleOf(["xav@acme.test"], true, { members: [...chain, { ...stand, delegateId: "further" }, further] }).eligible,
    ).toEqual(["other", "stand"]);
    expect(ruleOf(["xav@acme.test"], true, { members: away("other", "auditor") }).eligible).toEqual(["other"]);
  });
});

describe("business hours", () => {
  const hours = { within: "Mon-Fri 09:00-18:00", zone: "Europe/Paris", otherwise: ["pia@acme.test"] };
  const requirement = approvalRequirementSchema.parse({
    rules: [{ ruleId: "r", by: ["xav@acme.test"], quorum: 1, denyQuorum: 1, distinct: false, hours }],
    separation: false,
    expiresMs: 1_000,
    onExpire: null,
    onDeny: null,
    notify: [],
  });
  const askedAt = (at: string, escalatedMs: number) =>
    electorate(inHours(requirement, Date.parse(at)), MEMBERS, { separated: [], escalatedMs }).flatMap(
      ({ eligible }) => eligible,
    );

  it.each([
    // 2026-11-23 is a Monday.
    ["2026-11-23T08:00:00Z", 0, ["other"]],
    ["2026-11-23T07:59:59Z", 0, ["acted-for"]],
    ["2026-11-23T07:59:59Z", 999, ["acted-for"]],
    ["2026-11-23T07:59:59Z", 1_000, ["acted-for", "other"]],
    ["2026-11-22T12:00:00Z", 20 * 3_600_000, ["acted-for", "other"]],
    ["2026-11-23T16:59:00Z", 60_000, ["acted-for", "other"]],
  ])("asked at %s, after %i ms: %j", (at, escalatedMs, expected) => {
    expect(askedAt(at, escalatedMs)).toEqual(expected);
  });

  it("hours that always hold leave nobody else to ask", () => {
    const [rule] = requirement.rules;
    const always = {
      ...requirement,
      rules: rule ? [{ ...rule, hours: { ...rule.hours, ...hours, within: "Mon-Sun" } }] : [],
    };
    const [asked] = inHours(approvalRequirementSchema.parse(always), 0).rules;
    expect(asked?.hours).toMatchObject({ fromMs: 0, otherwiseFromMs: null });
  });
});
