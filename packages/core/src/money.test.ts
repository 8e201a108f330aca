import { describe, expect, it } from "vitest";
import { formatUsd, MAX_MICROS, parseUsd } from "./money.ts";

describe("parseUsd", () => {
  it.each([
    ["$0.004", 4_000n],
    ["0.25", 250_000n],
    ["$10", 10_000_000n],
    [" $1.000001 ", 1_000_001n],
    ["$0", 0n],
  ])("reads %s as an exact count of micro-USD", (text, micros) => {
    expect(parseUsd(text)).toBe(micros);
  });

  it.each(["", "$", "-1", "1e3", "$1.0000001", "1,000", "0x10", "$99999999999", "١", "1.", ".5"])(
    "refuses %j rather than guess",
    (text) => {
      expect(parseUsd(text)).toBeNull();
    },
  );

  it("refuses an amount that a Redis script couldn't hold exactly", () => {
    expect(parseUsd("$9007199254.740991")).toBe(MAX_MICROS);
    expect(parseUsd("$9007199254.740992")).toBeNull();
  });
});

describe("formatUsd", () => {
  it.each([
    [4_000n, "$0.004"],
    [10_000_000n, "$10.00"],
    [1n, "$0.000001"],
    [-250_000n, "-$0.25"],
    [1_234_567_890_000n, "$1,234,567.89"],
    [0n, "$0.00"],
  ])("writes %s as %s", (micros, text) => {
    expect(formatUsd(micros)).toBe(text);
  });
});
