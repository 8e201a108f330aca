import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CastVote, type Standing, tallyVotes, type VoteRequirement } from "./tally.ts";

const rule = (over: Partial<VoteRequirement> = {}): VoteRequirement => ({
  ruleId: "r1",
  quorum: 1,
  eligible: ["ana", "ben"],
  denyQuorum: 1,
  distinct: false,
  ...over,
});
const approve = (userId: string): CastVote => ({ userId, decision: "approve" });
const deny = (userId: string): CastVote => ({ userId, decision: "deny" });

describe("tallyVotes", () => {
  it.each<[string, VoteRequirement[], CastVote[], string]>([
    ["nobody voted", [rule()], [], "open"],
    ["one of one", [rule()], [approve("ana")], "approved"],
    ["the same person twice is one", [rule({ quorum: 2 })], [approve("ana"), approve("ana")], "open"],
    ["two of two", [rule({ quorum: 2 })], [approve("ana"), approve("ben")], "approved"],
    ["somebody who isn't named doesn't count", [rule()], [approve("eve")], "open"],
    ["nor can they deny", [rule()], [deny("eve")], "open"],
    ["one denial ends it", [rule({ quorum: 2 })], [approve("ana"), deny("ben")], "denied"],
    ["a deny quorum of two needs two", [rule({ denyQuorum: 2 })], [deny("ana")], "open"],
    ["the smallest deny quorum counts", [rule({ denyQuorum: 2 }), rule({ ruleId: "r2" })], [deny("ana")], "denied"],
    ["one person may count for two rules", [rule(), rule({ ruleId: "r2" })], [approve("ana")], "approved"],
    [
      "but not where a rule asks for distinct people",
      [rule({ distinct: true }), rule({ ruleId: "r2" })],
      [approve("ana")],
      "open",
    ],
    [
      "distinct people are shared out so that all rules are met when they can be",
      [rule({ distinct: true }), rule({ ruleId: "r2", eligible: ["ana"] })],
      [approve("ana"), approve("ben")],
      "approved",
    ],
    ["no requirement at all approves nothing", [], [approve("ana")], "open"],
  ])("%s", (_name, requirements, votes, result) => {
    expect(tallyVotes(requirements, votes).result).toBe(result);
  });
});

describe("P38: one person and one naming count once", () => {
  const standings = new Map<string, Standing>([
    ["ana", { personId: "ana", seats: ["ana"] }],
    ["ana2", { personId: "ana", seats: ["ana"] }],
    ["bo", { personId: "bo", seats: ["ana"] }],
    ["cy", { personId: "cy", seats: ["cy", "ana"] }],
  ]);
  const two = rule({ quorum: 2, denyQuorum: 2, eligible: [...standings.keys()], standings });
  it.each<[string, CastVote[], string]>([
    ["two accounts of one person", [approve("ana"), approve("ana2")], "open"],
    ["who is absent and who stands in for them", [approve("bo"), approve("ana")], "open"],
    ["who stands in and somebody else named", [approve("cy"), approve("bo")], "approved"],
    ["all of them", [approve("bo"), approve("ana2"), approve("ana"), approve("cy")], "approved"],
    ["denials of one person", [deny("ana"), deny("ana2")], "open"],
    ["denials for one naming", [deny("bo"), deny("ana")], "open"],
    ["denials of two", [deny("bo"), deny("cy")], "denied"],
    ["who denies by one account approves by none", [deny("ana"), approve("ana2"), approve("cy")], "open"],
  ])("%s", (_name, votes, result) => {
    expect(tallyVotes([two], votes).result).toBe(result);
  });

  it("never counts more than there are people voting, namings, or seats; and no vote lowers another's count", () => {
    const people = ["p1", "p2", "p3", "p4"];
    const standing = fc.record({
      personId: fc.constantFrom(...people),
      seats: fc.uniqueArray(fc.constantFrom(...people), { minLength: 1 }),
    });
    fc.assert(
      fc.property(
        fc.array(standing, { maxLength: 7 }),
        fc.integer({ min: 1, max: 4 }),
        fc.boolean(),
        (voters, quorum, distinct) => {
          const accounts = voters.map((one, at) => [`u${at}`, one] as const);
          const asked = { quorum, distinct, eligible: accounts.map(([id]) => id), standings: new Map(accounts) };
          const rules = [rule(asked), rule({ ...asked, ruleId: "r2" })];
          const counts = accounts.map((_, last) => {
            const votes = accounts.slice(0, last + 1).map(([id]) => approve(id));
            return tallyVotes(rules, votes).perRule.map(({ approvals }) => approvals);
          });
          const voting = new Set(voters.map(({ personId }) => personId)).size;
          const named = new Set(voters.flatMap(({ seats }) => seats)).size;
          for (const [at, perRule] of counts.entries()) {
            const total = perRule.reduce((sum, count) => sum + count, 0);
            expect(Math.max(...perRule)).toBeLessThanOrEqual(Math.min(voting, named));
            const before = counts[at - 1]?.reduce((sum, count) => sum + count, 0) ?? 0;
            if (distinct) expect(total).toBeLessThanOrEqual(voting);
            else expect(total).toBeGreaterThanOrEqual(before);
          }
        },
      ),
    );
  });
});
