import { describe, expect, it } from "vitest";
import { csvLine } from "./csv.ts";

describe("a line of CSV", () => {
  it.each([
    ["=1+1", "'=1+1"],
    ["+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"],
    ["-2+3", "'-2+3"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["  =1", "'  =1"],
    ["\uFF1D1", "'\uFF1D1"],
    ["\t=1", "'\t=1"],
    ["\uFEFF=1", "'\uFEFF=1"],
    ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
  ])("never holds a formula: %j", (text, cell) => {
    expect(csvLine([text])).toBe(`${cell}\r\n`);
  });

  it("quotes what would end a cell or a line, and leaves numbers as they are", () => {
    expect(csvLine(["a,b", 'say "x"', "two\nlines", -5, 7n, "-12.5", null, "plain"])).toBe(
      '"a,b","say ""x""","two\nlines",-5,7,-12.5,,plain\r\n',
    );
  });
});
