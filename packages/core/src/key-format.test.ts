import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BASE62, crc32, formatKey, parseKey } from "./key-format.ts";

const base62 = (length: number) =>
  fc.array(fc.constantFrom(...BASE62), { minLength: length, maxLength: length }).map((chars) => chars.join(""));
const anyKey = fc.record({
  kind: fc.constantFrom("csk" as const, "csm" as const),
  organizationRef: base62(10),
  keyRef: base62(12),
  secret: base62(43),
});

describe("keys", () => {
  it("crc32 agrees with the standard's check value", () => {
    expect(crc32("123456789")).toBe(0xcbf43926);
  });

  it("a key survives being written and read", () => {
    fc.assert(
      fc.property(anyKey, (parts) => {
        expect(parseKey(formatKey(parts))).toEqual(parts);
      }),
    );
  });

  it("a key with one character changed is refused without a query", () => {
    fc.assert(
      fc.property(anyKey, fc.nat(78), fc.constantFrom(...BASE62), (parts, index, char) => {
        const text = formatKey(parts);
        const changed = text.slice(0, index) + char + text.slice(index + 1);
        if (changed !== text) expect(parseKey(changed)).toBeNull();
      }),
    );
  });

  it("text of another form is refused", () => {
    for (const text of ["", "csk_", "sk-123", `csk_${"a".repeat(75)}`]) expect(parseKey(text)).toBeNull();
  });
});
