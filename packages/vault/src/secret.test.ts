import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { databaseRolePassword, deriveKey } from "./derive-key.ts";
import { argumentsHash, argumentsHashKey, isSameHash, keyedHash } from "./keyed-hash.ts";
import { Secret } from "./secret.ts";

const MASTER = new Secret("0123456789abcdefghijklmnopqrstuvwxyzABCD");

describe("a secret", () => {
  it("never prints", () => {
    const secret = new Secret("canary-value");
    const shown = [
      String(secret),
      `${secret}`,
      JSON.stringify({ secret, list: [secret] }),
      inspect(secret),
      inspect({ deep: { secret } }, { showHidden: true, depth: 9 }),
      JSON.stringify(Object.entries(secret)),
      new Error(`failed with ${secret}`).message,
    ];
    for (const text of shown) expect(text).not.toContain("canary");
    expect(secret.reveal()).toBe("canary-value");
  });
});

describe("derived keys", () => {
  it("differ by purpose and master key and repeat themselves", () => {
    expect(deriveKey(MASTER, "a")).toEqual(deriveKey(MASTER, "a"));
    expect(deriveKey(MASTER, "a")).not.toEqual(deriveKey(MASTER, "b"));
    expect(deriveKey(new Secret("x".repeat(40)), "a")).not.toEqual(deriveKey(MASTER, "a"));
    expect(deriveKey(MASTER, "a")).toHaveLength(32);
    expect(() => deriveKey(MASTER, "")).toThrow(RangeError);
  });

  it("a database role's password repeats itself and differs by role", () => {
    const password = databaseRolePassword(MASTER, "countersign_app").reveal();
    expect(password).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(databaseRolePassword(MASTER, "countersign_app").reveal()).toBe(password);
    expect(databaseRolePassword(MASTER, "countersign_worker").reveal()).not.toBe(password);
  });

  it("equal arguments of two organizations have different hashes", () => {
    const [mine, theirs] = [argumentsHashKey(MASTER, "org_a"), argumentsHashKey(MASTER, "org_b")];
    expect(argumentsHash(mine, "{}")).toBe(argumentsHash(mine, "{}"));
    expect(argumentsHash(mine, "{}")).not.toBe(argumentsHash(theirs, "{}"));
  });

  it("a keyed hash is HMAC-SHA-256 (RFC 4231, case 2)", () => {
    expect(keyedHash(Buffer.from("Jefe"), "what do ya want for nothing?")).toBe(
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    );
  });

  it("hashes of different lengths are unequal", () => {
    expect(isSameHash("ab", "ab")).toBe(true);
    expect(isSameHash("ab", "abc")).toBe(false);
    expect(isSameHash("ab", "aB")).toBe(false);
  });
});
