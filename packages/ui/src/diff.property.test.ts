import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffSequences } from "./diff.ts";
import { diffLines } from "./diff-lines.ts";

const sequence = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 24 });

describe("a difference", () => {
  it("holds both sequences whole and in order, whatever they are", () => {
    fc.assert(
      fc.property(sequence, sequence, fc.constantFrom(0, 3, 2000), (before, after, mostEdits) => {
        const parts = diffSequences(before, after, mostEdits);
        expect(parts.filter((part) => part.kind !== "added").map((part) => part.item)).toEqual(before);
        expect(parts.filter((part) => part.kind !== "removed").map((part) => part.item)).toEqual(after);
      }),
    );
  });

  it("is as short as the longest common subsequence allows", () => {
    fc.assert(
      fc.property(sequence, sequence, (before, after) => {
        const same = diffSequences(before, after).filter((part) => part.kind === "same").length;
        expect(same).toBe(longestCommon(before, after));
      }),
    );
  });

  it("of texts loses no character of any line", () => {
    const text = fc.array(
      fc.string({ maxLength: 12 }).map((line) => line.replace(/[\r\n]/g, "x")),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffLines(before.join("\n"), after.join("\n"));
        const side = (kind: string) =>
          lines.filter((line) => line.kind !== kind).map((line) => line.pieces.map((piece) => piece.text).join(""));
        expect(side("added").join("\n")).toBe(before.join("\n").replace(/\n$/, ""));
        expect(side("removed").join("\n")).toBe(after.join("\n").replace(/\n$/, ""));
      }),
    );
  });
});

function longestCommon(a: readonly string[], b: readonly string[]): number {
  const best = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (const [i, one] of a.entries()) {
    for (const [j, other] of b.entries()) {
      const row = best[i + 1];
      if (!row) continue;
      row[j + 1] = one === other ? (best[i]?.[j] ?? 0) + 1 : Math.max(best[i]?.[j + 1] ?? 0, row[j] ?? 0);
    }
  }
  return best[a.length]?.[b.length] ?? 0;
}
