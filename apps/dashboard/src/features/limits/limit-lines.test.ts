import { describe, expect, it } from "vitest";
import { limitLines, readLimitLines } from "./limit-lines.ts";

describe("limits as lines", () => {
  it("read what a rule would say, with braces or without", () => {
    const text =
      "calls: 50, per: day\n\n  - { spend: $5.00, per: month, id: budget }\nconcurrency: 3\ncalls: 2, every: 90s";
    expect(readLimitLines(text)).toEqual({
      ok: true,
      limits: [
        { calls: 50, per: "day" },
        { spend: "$5.00", per: "month", id: "budget" },
        { concurrency: 3 },
        { calls: 2, every: "90s" },
      ],
    });
    expect(readLimitLines("")).toEqual({ ok: true, limits: [] });
  });

  it.each(["50 a day", "calls 50", "calls: 50 per: day", "calls: 50, oops: 1", "__proto__: 1", "calls: 50,"])(
    "say what of %j can't be read",
    (text) => {
      expect(readLimitLines(text)).toMatchObject({
        ok: false,
        problem: expect.stringContaining("calls: 50, per: day"),
      });
    },
  );

  it("are read back as they were written", () => {
    const limits = [
      { calls: 50, per: "day" },
      { id: "budget", spend: "$5.00", per: "month", scope: "instance" },
    ];
    expect(readLimitLines(limitLines(limits))).toEqual({ ok: true, limits });
  });
});
