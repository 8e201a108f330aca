import { describe, expect, it } from "vitest";
import { mergedText, mergeTexts } from "./merge-texts.ts";

const base = "version: 1\nrules:\n  - a\n  - b\n  - c\n  - d\n  - e\n";
const merge = (mine: string, theirs: string) => mergeTexts({ base, mine, theirs });

describe("mergeTexts", () => {
  it.each([
    ["nothing changed", base, base, base],
    ["only I changed something", base.replace("- b", "- B"), base, base.replace("- b", "- B")],
    ["only they changed something", base, base.replace("- d", "- D"), base.replace("- d", "- D")],
    [
      "we changed lines apart",
      base.replace("- a", "- A"),
      base.replace("- e", "- E"),
      base.replace("- a", "- A").replace("- e", "- E"),
    ],
    [
      "we changed the same to the same",
      base.replace("- b", "- X"),
      base.replace("- b", "- X"),
      base.replace("- b", "- X"),
    ],
    [
      "I removed and they added elsewhere",
      base.replace("  - a\n", ""),
      `${base}tests: []\n`,
      `${base.replace("  - a\n", "")}tests: []\n`,
    ],
    [
      "they rewrote the end without a last newline",
      base.replace("- a", "- A"),
      base.slice(0, -1),
      base.replace("- a", "- A").slice(0, -1),
    ],
  ])("goes by itself when %s", (_name, mine, theirs, expected) => {
    expect(mergedText(merge(mine, theirs), [])).toBe(expected);
  });

  it("asks where both changed the same line, and takes what is chosen", () => {
    const parts = merge(base.replace("- b", "- mine"), base.replace("- b", "- theirs"));
    expect(parts.filter(({ kind }) => kind === "clash")).toEqual([
      { kind: "clash", line: 4, base: ["  - b"], mine: ["  - mine"], theirs: ["  - theirs"] },
    ]);
    expect(mergedText(parts, [null])).toBeNull();
    expect(mergedText(parts, ["mine"])).toBe(base.replace("- b", "- mine"));
    expect(mergedText(parts, ["theirs"])).toBe(base.replace("- b", "- theirs"));
    expect(mergedText(parts, ["both"])).toBe(base.replace("- b", "- theirs\n  - mine"));
  });

  it("asks where both added something at the same place", () => {
    const parts = merge(`${base}  - mine\n`, `${base}  - theirs\n`);
    expect(parts.filter(({ kind }) => kind === "clash")).toHaveLength(1);
    expect(mergedText(parts, ["both"])).toBe(`${base}  - theirs\n  - mine\n`);
  });

  it("asks where one removed what the other changed", () => {
    const parts = merge(base.replace("  - b\n  - c\n", ""), base.replace("- c", "- C"));
    expect(parts.filter(({ kind }) => kind === "clash")).toHaveLength(1);
    expect(mergedText(parts, ["mine"])).toBe(base.replace("  - b\n  - c\n", ""));
    expect(mergedText(parts, ["theirs"])).toBe(base.replace("- c", "- C"));
  });

  it("begins from nothing", () => {
    const parts = mergeTexts({ base: "", mine: "a: 1", theirs: "b: 2" });
    expect(mergedText(parts, ["theirs"])).toBe("b: 2");
  });
});
