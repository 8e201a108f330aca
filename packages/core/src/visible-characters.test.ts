import { describe, expect, it } from "vitest";
import { visibleLine, visibleParts } from "./visible-characters.ts";

describe("visible characters", () => {
  it.each([
    ["a bidirectional override", "invoice\u202efdp.exe", "invoice⟨U+202E⟩fdp.exe"],
    ["a bidirectional isolate", "a\u2067b\u2069", "a⟨U+2067⟩b⟨U+2069⟩"],
    ["a zero-width space", "pay\u200bpal", "pay⟨U+200B⟩pal"],
    ["a byte order mark", "\ufeffhello", "⟨U+FEFF⟩hello"],
    ["an escape sequence", "\u001b[31mred", "⟨U+001B⟩[31mred"],
    ["a carriage return", "shown\rhidden", "shown⟨U+000D⟩hidden"],
    ["a tag character", "a\u{e0041}b", "a⟨U+E0041⟩b"],
    ["a soft hyphen", "pass\u00adword", "pass⟨U+00AD⟩word"],
  ])("names %s", (_what, text, shown) => {
    expect(visibleLine(text)).toBe(shown);
  });

  it("leaves ordinary text of any script as it is", () => {
    const text = "Grüße, 你好, שלום, नमस्ते, 👩‍🔬 and\nnew lines";
    expect(visibleParts(text)).toEqual([{ kind: "text", text }]);
  });

  it("P35: blanks and empty lines that would push the rest out of sight are counted", () => {
    expect(visibleLine(`a${" ".repeat(400)}b`)).toBe("a⟨400 blanks⟩b");
    expect(visibleLine(`a${"\u2800\t".repeat(40)}`)).toBe("a⟨80 blanks⟩");
    expect(visibleParts(`a${"\n \t".repeat(81)}b`)).toEqual([
      { kind: "text", text: "a\n" },
      { kind: "control", name: "80 empty lines" },
      { kind: "text", text: "\n" },
      { kind: "text", text: "b" },
    ]);
    expect(visibleParts("a\n\n\nb  c")).toEqual([{ kind: "text", text: "a\n\n\nb  c" }]);
  });

  it("loses nothing of what stands around a hidden character", () => {
    const parts = visibleParts("a\u200bb\u200bc");
    expect(parts.map((part) => (part.kind === "text" ? part.text : ""))).toEqual(["a", "", "b", "", "c"]);
  });
});
