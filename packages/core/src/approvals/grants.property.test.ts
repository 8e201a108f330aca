import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../json.ts";
import { agreedGrant, commonVary, fixedArguments, type GrantingVote } from "./grants.ts";
import { tallyVotes, type VoteRequirement } from "./tally.ts";

const PEOPLE = ["ana", "bo", "cy", "di"];
const requirement = fc.record({
  ruleId: fc.constantFrom("a", "b"),
  quorum: fc.integer({ min: 1, max: 3 }),
  eligible: fc.subarray(PEOPLE),
  denyQuorum: fc.integer({ min: 1, max: 2 }),
  distinct: fc.boolean(),
});
const wish = fc.record({ calls: fc.integer({ min: 1, max: 9 }), forMs: fc.integer({ min: 1, max: 9 }) });
const vote = fc.record({
  userId: fc.constantFrom(...PEOPLE),
  decision: fc.constantFrom("approve" as const, "deny" as const),
  grant: fc.option(wish),
});

describe("a grant that votes agree on", () => {
  it("has the approval of whoever gives it alone, and is what the most careful of them wishes", () => {
    const requirements = fc.array(requirement, { minLength: 1, maxLength: 2 });
    const votes = fc.uniqueArray(vote, { selector: ({ userId }) => userId });
    fc.assert(
      fc.property(requirements, votes, (asked: VoteRequirement[], cast: GrantingVote[]) => {
        const grant = agreedGrant(asked, cast);
        const granting = cast.filter((one) => one.decision === "approve" && one.grant !== null);
        expect(grant !== null).toBe(granting.length > 0 && tallyVotes(asked, granting).result === "approved");
        if (!grant) return;
        expect([...grant.granters].sort()).toEqual(granting.map(({ userId }) => userId).sort());
        for (const { grant: wished } of granting) {
          expect(grant.calls).toBeLessThanOrEqual(wished?.calls ?? 0);
          expect(grant.forMs).toBeLessThanOrEqual(wished?.forMs ?? 0);
        }
      }),
    );
  });
});

describe("what a grant leaves open", () => {
  const args: JsonObject = { to: "ana@example.com", subject: "Hi", draft: { body: "…", sign: true }, list: [1] };

  it("is what every rule leaves open, and nothing where one allows no grant", () => {
    expect(
      commonVary([
        ["subject", "draft.body"],
        ["draft.body", "to"],
      ]),
    ).toEqual(["draft.body"]);
    expect(commonVary([["subject"], ["to"]])).toEqual([]);
    expect(commonVary([["subject"], null])).toBeNull();
    expect(commonVary([null])).toBeNull();
    expect(commonVary([])).toBeNull();
  });

  it("is taken out of the arguments by its path, and nothing else is", () => {
    expect(fixedArguments(args, ["subject", "draft.body"])).toEqual({
      to: "ana@example.com",
      draft: { sign: true },
      list: [1],
    });
    expect(fixedArguments(args, ["subject.x", "list.0", "gone", "draft.gone.x", "__proto__", "toString"])).toEqual(
      args,
    );
  });

  it("never hides a difference in another argument", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("a", "b", "c"), fc.jsonValue()), fc.jsonValue(), (some, other) => {
        const one = JSON.parse(JSON.stringify(some));
        const two = { ...one, z: JSON.parse(JSON.stringify(other ?? null)) };
        expect(JSON.stringify(fixedArguments(one, ["a"])) === JSON.stringify(fixedArguments(two, ["a"]))).toBe(false);
      }),
    );
  });
});
