import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "./canonical-json.ts";
import type { JsonValue } from "./json.ts";
import { parseStrictJson } from "./strict-json.ts";

const FORBIDDEN = new Set(["__proto__", "constructor", "prototype"]);
const { value: anyJson } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
    fc.string({ unit: "grapheme" }),
    fc.array(tie("value"), { maxLength: 5 }),
    fc.dictionary(
      fc.string({ unit: "grapheme" }).filter((key) => !FORBIDDEN.has(key)),
      tie("value"),
      {
        maxKeys: 5,
        noNullPrototype: true,
      },
    ),
  ),
}));

describe("strict and canonical JSON together", () => {
  it("read what JSON.parse reads, for every document that JSON.stringify writes", () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(parseStrictJson(JSON.stringify(value, null, 1))).toEqual({ ok: true, value });
      }),
    );
  });

  it("give one text for one value, whatever the order of its members", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(fc.string(), anyJson), { selector: ([key]) => key }), (members) => {
        const kept = members.filter(([key]) => !FORBIDDEN.has(key));
        const forward = canonicalJson(Object.fromEntries(kept));
        expect(canonicalJson(Object.fromEntries([...kept].reverse()))).toBe(forward);
      }),
    );
  });

  it("the canonical text is read back as the same value, and is its own canonical text", () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        const text = canonicalJson(value);
        const read = parseStrictJson(text);
        expect(read).toEqual({ ok: true, value });
        if (read.ok) expect(canonicalJson(read.value)).toBe(text);
      }),
    );
  });

  it("never throws on text, whatever it holds", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(typeof parseStrictJson(text).ok).toBe("boolean");
      }),
    );
  });
});
