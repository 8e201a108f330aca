import { describe, expect, it } from "vitest";
import type { PermissionLimit, PermissionRule } from "#server/views/agent-permissions.ts";
import { durationWords, limitWords, ruleWords } from "./permission-words.ts";

const RULE: PermissionRule = { ruleId: "r", effect: "allow", holds: "always", when: null, words: null, approval: null };
const LIMIT: PermissionLimit = {
  ruleId: "r",
  owner: null,
  kind: "calls",
  scope: "agent",
  window: { kind: "calendar", per: "day" },
  max: "50",
  holds: "always",
};

describe("a rule in words", () => {
  it("says what it does, and when", () => {
    expect(ruleWords(RULE)).toEqual({ verb: "allows it", condition: null });
    expect(ruleWords({ ...RULE, holds: "sometimes", when: "x", words: "to is in the list partners" })).toEqual({
      verb: "allows it",
      condition: "when to is in the list partners",
    });
  });

  it("says who is asked, how many and for how long", () => {
    const approval = { by: ["ana@acme.test", "role:admin"], quorum: 2, expiresMs: 1_800_000 };
    expect(ruleWords({ ...RULE, effect: "require_approval", approval }).verb).toBe(
      "asks 2 of ana@acme.test or any admin, for 30 min",
    );
  });

  it("says that a condition fails each time", () => {
    expect(ruleWords({ ...RULE, effect: "deny", holds: "fails" }).condition).toMatch(/can't be evaluated/);
  });
});

describe("a limit in words", () => {
  it.each<[Partial<PermissionLimit>, string]>([
    [{}, "50 calls per day"],
    [{ max: "1" }, "1 call per day"],
    [{ kind: "spend", max: "5000000", scope: "instance" }, "$5.00 per day for each instance"],
    [{ window: { kind: "smooth", everyMs: 90_000 } }, "50 calls every 90 s"],
    [
      { kind: "concurrency", window: { kind: "concurrent" }, max: "2", scope: "organization" },
      "2 calls at once in the organization",
    ],
    [{ window: { kind: "calendar", per: "total" } }, "50 calls in all"],
  ])("%j reads %s", (changes, words) => {
    expect(limitWords({ ...LIMIT, ...changes })).toBe(words);
  });

  it.each([
    [86_400_000, "1 day"],
    [7_200_000, "2 hours"],
    [1_500, "1500 ms"],
  ])("%d ms is %s", (ms, words) => {
    expect(durationWords(ms)).toBe(words);
  });
});
