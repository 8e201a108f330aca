import { describe, expect, it } from "vitest";
import { diffLines, foldUnchanged } from "./diff-lines.ts";

const numbered = (count: number, change: Record<number, string> = {}) =>
  Array.from({ length: count }, (_, index) => change[index + 1] ?? `line ${index + 1}`).join("\n");

describe("lines of a difference", () => {
  it("marks only the words that changed in a line that was replaced", () => {
    const [removed, added] = diffLines("max: 50 calls a day", "max: 80 calls a day");
    expect(removed?.pieces.filter((piece) => piece.isChanged)).toEqual([{ text: "50", isChanged: true }]);
    expect(added?.pieces.filter((piece) => piece.isChanged)).toEqual([{ text: "80", isChanged: true }]);
  });

  it("marks no words where nearly all of them changed", () => {
    const lines = diffLines("allow everything", "deny: nobody, never");
    expect(lines.flatMap((line) => line.pieces).some((piece) => piece.isChanged)).toBe(false);
  });

  it("numbers the lines of each side by itself", () => {
    const lines = diffLines("a\nb\nc", "a\nc\nd");
    expect(lines.map((line) => [line.kind, line.before, line.after])).toEqual([
      ["same", 1, 1],
      ["removed", 2, null],
      ["same", 3, 2],
      ["added", null, 3],
    ]);
  });

  it("folds what is far from any change and keeps three lines around it", () => {
    const blocks = foldUnchanged(diffLines(numbered(30), numbered(30, { 15: "changed" })));
    expect(blocks.map((block) => [block.kind, block.lines.length])).toEqual([
      ["folded", 11],
      ["lines", 8],
      ["folded", 12],
    ]);
  });

  it("takes a new first text as nothing but additions", () => {
    expect(diffLines("", "a\nb").map((line) => line.kind)).toEqual(["added", "added"]);
  });
});
