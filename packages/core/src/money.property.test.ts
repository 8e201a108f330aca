import fc from "fast-check";
import { expect, it } from "vitest";
import { formatUsd, MAX_MICROS, parseUsd } from "./money.ts";

it("an amount survives being written and read again", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: MAX_MICROS }), (micros) => {
      expect(parseUsd(formatUsd(micros).replaceAll(",", ""))).toBe(micros);
    }),
  );
});
