import { expect, it } from "vitest";
import { canonicalJson } from "./canonical-json.ts";

it("follows the example of RFC 8785, 3.2.2", () => {
  const value = {
    numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 1e-27],
    string: '€$\u000f\nA\'B"\\\\"/',
    literals: [null, true, false],
  };
  expect(canonicalJson(value)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

it("sorts members by UTF-16 code units, as RFC 8785, 3.2.3 has it", () => {
  const value = { "€": 1, "\r": 2, "\ufb33": 3, "1": 4, "😀": 5, "\u0080": 6, ö: 7 };
  expect(Object.keys(JSON.parse(canonicalJson(value)) as object)).toHaveLength(7);
  expect([...canonicalJson(value).matchAll(/:(\d)/g)].map((match) => match[1]).join("")).toBe("2467153");
});

it("refuses what has no canonical form", () => {
  expect(() => canonicalJson(Number.NaN)).toThrow(RangeError);
  expect(() => canonicalJson("\ud800")).toThrow(TypeError);
});
