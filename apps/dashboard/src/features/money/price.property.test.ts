import fc from "fast-check";
import { expect, it } from "vitest";
import { microsFromDollars, priceText } from "./price.ts";

it.each([
  ["0.004", "4000"],
  ["$1", "1000000"],
  ["12.000001", "12000001"],
  ["0", "0"],
])("%s is %s micro-USD", (text, micros) => {
  expect(microsFromDollars(text)).toBe(micros);
});

it.each(["", "free", "-1", "1e3", "0.0000001", "1,5", "12345678"])("“%s” is no price", (text) => {
  expect(microsFromDollars(text)).toBeNull();
});

it("a price reads back as it was written", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 9_999_999_999_999n }), (micros) => {
      expect(microsFromDollars(priceText(micros.toString()))).toBe(micros.toString());
    }),
  );
});
