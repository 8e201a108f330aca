import { describe, expect, it } from "vitest";
import { compareSecrets, type SecretFacts, secretConcerns, secretState } from "./concerns.ts";

const now = new Date("2026-11-22T12:00:00Z");
const before = (days: number) => new Date(now.getTime() - days * 86_400_000);
const fresh: SecretFacts = {
  createdAt: before(30),
  lastUsedAt: before(0),
  expiresAt: before(-60),
  revokedAt: null,
  replacedAt: null,
  ownerIsGone: false,
  role: null,
  isUnbound: true,
};

describe("what speaks against a secret", () => {
  it.each([
    ["nothing, used and bounded in time", {}, []],
    ["that it expires within two weeks", { expiresAt: before(-13) }, ["expires_soon"]],
    ["that its owner is gone", { ownerIsGone: true }, ["owner_gone"]],
    ["that nobody used it for 90 days", { createdAt: before(200), lastUsedAt: before(90) }, ["stale"]],
    ["that it was never used in its first week", { lastUsedAt: null, createdAt: before(7) }, ["never_used"]],
    ["nothing yet on its first day", { lastUsedAt: null, createdAt: before(1) }, []],
    ["that it was never used at all for long", { lastUsedAt: null, createdAt: before(91) }, ["stale"]],
    ["that it opens everything for ever", { expiresAt: null }, ["unrestricted"]],
    ["nothing when it is bound to a place", { expiresAt: null, isUnbound: false }, []],
    ["that its role may do nearly everything", { role: "admin" }, ["broad_role"]],
    ["that it is over a year old", { createdAt: before(366) }, ["old"]],
    ["nothing once it is revoked", { revokedAt: before(1), ownerIsGone: true }, []],
  ] as const)("is %s", (_what, change, concerns) => {
    expect(secretConcerns({ ...fresh, ...change }, now)).toEqual(concerns);
  });

  it("ends with the instant of its expiry", () => {
    expect(secretState({ ...fresh, expiresAt: now }, now)).toBe("expired");
    expect(secretState({ ...fresh, expiresAt: new Date(now.getTime() + 1) }, now)).toBe("live");
  });

  it("puts the worst first and the dead last", () => {
    const secret = (id: string, change: Partial<SecretFacts>) => {
      const facts = { ...fresh, ...change };
      return { id, ...facts, state: secretState(facts, now), concerns: secretConcerns(facts, now) };
    };
    const sorted = [
      secret("dead", { revokedAt: before(1) }),
      secret("well", {}),
      secret("broad", { role: "owner" }),
      secret("stale", { lastUsedAt: before(100), createdAt: before(100) }),
      secret("staler", { lastUsedAt: before(300), createdAt: before(300) }),
      secret("expiring", { expiresAt: before(-2) }),
    ].sort(compareSecrets);
    expect(sorted.map(({ id }) => id)).toEqual(["expiring", "staler", "stale", "broad", "well", "dead"]);
  });
});
