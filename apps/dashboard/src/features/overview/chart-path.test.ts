import { describe, expect, it } from "vitest";
import { chartPath } from "./chart-path.ts";

const size = { width: 100, height: 50, most: 10, base: 60 };

describe("a chart's path", () => {
  it("goes from edge to edge, zero at the base and the most at the top", () => {
    expect(chartPath([0, 10, 5], size)).toBe("M0 60 L50 10 L100 35");
  });

  it("is the base line when there are no values", () => {
    expect(chartPath([], size)).toBe("M0 60 L100 60");
  });
});
