import { describe, expect, it } from "vitest";
import { mayBeDecidedByLink, nameStandingIn, voterInWords } from "./by-link.ts";

describe("a mailed link", () => {
  it.each([
    ["read", 0n, true],
    ["write", 0n, true],
    ["read", 1n, false],
    ["write", 1n, false],
    ["destructive", 0n, false],
    ["external", 0n, false],
    ["external", 1n, false],
  ] as const)("for a call that is %s at %s micro-USD decides: %s", (operation, priceMicros, isDecided) => {
    expect(mayBeDecidedByLink(operation, priceMicros)).toBe(isDecided);
  });
});

describe("who voted", () => {
  it("is told with those absent in whose place they decide", () => {
    expect(nameStandingIn("Bo", [])).toBe("Bo");
    expect(nameStandingIn("Bo", ["Ana"])).toBe("Bo, for Ana");
    expect(nameStandingIn("Bo", ["Ana", "Cy"])).toBe("Bo, for Ana and Cy");
  });

  it("is told as not verified where a link cast the vote, and only there", () => {
    const vote = { userName: "Bo", standsFor: ["Ana"] };
    expect(voterInWords({ ...vote, channel: "web" })).toBe("Bo, for Ana");
    expect(voterInWords({ ...vote, channel: "email" })).toBe("Bo, for Ana (by link, person not verified)");
  });
});
