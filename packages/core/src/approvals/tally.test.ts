import { describe, expect, it } from "vitest";
import { type CastVote, tallyVotes, type VoteRequirement } from "./tally.ts";

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
