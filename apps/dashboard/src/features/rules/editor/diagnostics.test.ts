import { Text } from "@codemirror/state";
import { describe, expect, it } from "vitest";
import { diagnostics, rangeOf } from "./diagnostics.ts";

const TEXT = Text.of(["rules:", "  - agents: [nobody, x]", "", "    "]);
const shown = ({ from, to }: { from: number; to: number }) => TEXT.sliceString(from, to);

describe("where a problem is marked", () => {
  it.each([
    ["the word at its column", 2, 14, "nobody"],
    ["a word up to a comma", 2, 22, "x"],
    ["the rest of the line where no word stands", 2, 13, "[nobody, x]"],
    ["the last line when the text is shorter by now", 99, 1, "    "],
    ["the end of a line that is shorter by now", 1, 99, "rules:"],
    ["the first line when none is named", null, null, "rules:"],
  ])("is %s", (_name, line, column, expected) => {
    expect(shown(rangeOf({ line, column }, TEXT)).trim()).toBe(expected.trim());
  });

  it("says what is wrong and what to do", () => {
    const problem = { severity: "error", path: "", line: 2, column: 14, message: "No such agent.", fix: "Make it." };
    expect(diagnostics([problem], TEXT)).toMatchObject([{ severity: "error", message: "No such agent. Make it." }]);
  });
});
