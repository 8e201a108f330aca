import { describe, expect, it } from "vitest";
import { headline, percent, standing } from "./headline.ts";

describe("the overview in words", () => {
  it.each([
    [0, "Nothing waits for you."],
    [1, "One call waits for you."],
    [3, "Three calls wait for you."],
    [1200, "1,200 calls wait for you."],
  ])("says of %d waiting calls: %s", (waiting, sentence) => {
    expect(headline(waiting)).toBe(sentence);
  });

  it("names calls whose outcome isn't known", () => {
    expect(standing({ agents: 1, instances: 2, unknown: 1 })).toBe(
      "1 agent, 2 instances; 1 call ended without a known outcome.",
    );
  });

  it.each([
    [0, 0, "0 %"],
    [1, 3, "33.3 %"],
    [5, 5, "100 %"],
    [0, 5, "0 %"],
  ])("shows %d of %d as %s", (part, whole, text) => {
    expect(percent(part, whole)).toBe(text);
  });
});
