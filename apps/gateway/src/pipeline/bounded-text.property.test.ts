import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boundText } from "./bounded-text.ts";

/** Text of all kinds, with escapes, astral characters and unpaired halves among it. */
const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 400 }),
  fc.string({ unit: "binary", maxLength: 400 }),
  fc
    .array(fc.constantFrom("a", '"', "\\", "\n", "\u0000", "é", "\u{1f600}", "漢"), { maxLength: 400 })
    .map((all) => all.join("")),
);
const bound = fc.integer({ min: 2, max: 600 });

describe("boundText", () => {
  it("takes at most so many bytes inside JSON, whatever the text", () => {
    fc.assert(
      fc.property(text, bound, (whole, maxBytes) => {
        expect(Buffer.byteLength(JSON.stringify(boundText(whole, maxBytes).text))).toBeLessThanOrEqual(maxBytes);
      }),
    );
  });

  it("keeps a beginning of the text, says whether it was cut, and proves the whole", () => {
    fc.assert(
      fc.property(text, bound, (whole, maxBytes) => {
        const bounded = boundText(whole, maxBytes);
        expect(whole.startsWith(bounded.text)).toBe(true);
        expect(bounded.isCut).toBe(bounded.text !== whole);
        expect(bounded.bytes).toBe(Buffer.byteLength(whole));
        expect(bounded.sha256).toBe(createHash("sha256").update(whole).digest("hex"));
      }),
    );
  });

  it("leaves whole what fits", () => {
    fc.assert(
      fc.property(text, (whole) => {
        const needed = Buffer.byteLength(JSON.stringify(whole));
        expect(boundText(whole, needed)).toMatchObject({ text: whole, isCut: false });
      }),
    );
  });

  it("cuts no character of well-formed text in two", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), bound, (whole, maxBytes) => {
        fc.pre(whole.isWellFormed());
        expect(boundText(whole, maxBytes).text.isWellFormed()).toBe(true);
      }),
    );
  });
});
