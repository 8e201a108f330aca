import { BASE62, parseKey } from "@countersign/core";
import { describe, expect, it } from "vitest";
import { createKeyHasher, issueKey, newKeyRef, randomBase62 } from "./issue-key.ts";
import { readMasterKey } from "./master-key.ts";
import { Secret } from "./secret.ts";

const MASTER = new Secret("0123456789abcdefghijklmnopqrstuvwxyzABCD");

describe("keys", () => {
  const hasher = createKeyHasher(MASTER);
  const issued = issueKey(hasher, "csk", newKeyRef("organizationRef"));

  function partsOf(text: Secret) {
    const parts = parseKey(text.reveal());
    if (!parts) throw new Error("not a key");
    return parts;
  }

  it("an issued key reads back, matches its stored hash, and is of the written form", () => {
    expect(issued.text.reveal()).toMatch(/^csk_[0-9A-Za-z]{10}_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}$/);
    const parts = partsOf(issued.text);
    expect(parts.keyRef).toBe(issued.keyRef);
    expect(hasher.matches(parts, issued.secretHash)).toBe(true);
  });

  it("another secret, another kind, another organization or another master key doesn't match", () => {
    const parts = partsOf(issued.text);
    expect(hasher.matches({ ...parts, secret: randomBase62(43) }, issued.secretHash)).toBe(false);
    expect(hasher.matches({ ...parts, kind: "csm" }, issued.secretHash)).toBe(false);
    expect(hasher.matches({ ...parts, organizationRef: newKeyRef("organizationRef") }, issued.secretHash)).toBe(false);
    const other = createKeyHasher(new Secret("another master key 0123456789abcdefgh"));
    expect(other.matches(parts, issued.secretHash)).toBe(false);
    expect(hasher.matches(parts, "short")).toBe(false);
  });

  it("the stored hash tells nothing of the key", () => {
    const { secret } = partsOf(issued.text);
    expect(issued.secretHash).toMatch(/^[0-9a-f]{64}$/);
    expect(issued.secretHash).not.toContain(secret);
  });

  it("a thousand keys are a thousand different ones", () => {
    const texts = Array.from({ length: 1000 }, () => issueKey(hasher, "csm", "abcdefghij").text.reveal());
    expect(new Set(texts).size).toBe(1000);
  });

  it("an organization reference of the wrong form is refused", () => {
    expect(() => issueKey(hasher, "csk", "acme")).toThrow(RangeError);
  });

  it("every character of base62 is about equally likely", () => {
    const text = randomBase62(62_000);
    const counts = [...BASE62].map((character) => text.split(character).length - 1);
    expect(Math.min(...counts)).toBeGreaterThan(800);
    expect(Math.max(...counts)).toBeLessThan(1200);
  });
});

describe("the master key", () => {
  it.each([
    ["missing", undefined],
    ["blank", "   "],
    ["short", "Zk3!hdUe8qP"],
    ["trivial", "abababababababababababababababababab"],
    ["of an example", "change-me-to-a-very-secret-master-key-123"],
    ["of a template", "development-secret-not-for-production"],
  ])("is refused when %s, without telling it", (_, text) => {
    expect(() => readMasterKey(text)).toThrow(/^COUNTERSIGN_MASTER_KEY is /);
    try {
      readMasterKey(text);
    } catch (error) {
      if (text?.trim()) expect(String(error)).not.toContain(text);
    }
  });

  it("is taken when random", () => {
    expect(readMasterKey("q1W7cJv0r2m9sYf5N8uTzKxB4hGdLpEaRiOoUy3=").reveal()).toHaveLength(40);
  });
});
