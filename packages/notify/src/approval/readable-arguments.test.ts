import { describe, expect, it } from "vitest";
import { cut, readableArguments, visible } from "./readable-arguments.ts";

const BOUNDS = { longest: 60, most: 3 };

describe("arguments as people read them", () => {
  it("come in their order, lists line by line, anything deeper as JSON", () => {
    const text = JSON.stringify({ to: ["a@x.test", "b@x.test"], body: "Hi", options: { urgent: true } });
    expect(readableArguments(text, BOUNDS)).toEqual([
      { name: "to", text: "a@x.test\nb@x.test" },
      { name: "body", text: "Hi" },
      { name: "options", text: '{\n  "urgent": true\n}' },
    ]);
  });

  it("never hide anything: what is cut says so and how long it was, what is left out is counted", () => {
    const many = Object.fromEntries(["a", "b", "c", "d", "e"].map((name) => [name, "x".repeat(500)]));
    const shown = readableArguments(JSON.stringify(many), BOUNDS);
    expect(shown.map(({ name }) => name)).toEqual(["a", "b", "c", "…"]);
    expect(shown[0]?.text).toMatch(/^x+ … \(cut: 500 characters in all\)$/);
    expect(shown.every(({ text }) => text.length <= BOUNDS.longest)).toBe(true);
    expect(shown[3]?.text).toContain("2 more");
  });

  it("empty text is told from none", () => {
    expect(readableArguments('{"body":""}', BOUNDS)[0]?.text).toBe("(empty text)");
  });

  it("a list goes line by line only where lines are its items", () => {
    const read = (to: unknown) => readableArguments(JSON.stringify({ to }), BOUNDS)[0]?.text;
    expect(read(["a@x.test\nb@x.test"])).not.toBe(read(["a@x.test", "b@x.test"]));
    expect(read([" ", "a"])).toBe('[\n  " ",\n  "a"\n]');
    expect(read("  ")).toBe('"  "');
  });

  it("P35: blanks and empty lines that would push the rest out of sight are counted", () => {
    expect(visible(`a${" ".repeat(400)}b`)).toBe("a⟨400 blanks⟩b");
    expect(visible(`a${"\n \t".repeat(81)}b`)).toBe("a\n⟨80 empty lines⟩\nb");
    expect(visible("a\n\n\nb  c")).toBe("a\n\n\nb  c");
  });

  it.each([
    ["a right-to-left override", "invoice\u202efdp.exe", "invoice⟨U+202E⟩fdp.exe"],
    ["a zero-width space", "pay\u200bpal", "pay⟨U+200B⟩pal"],
    ["an escape", "\u001b[2Jgone", "⟨U+001B⟩[2Jgone"],
  ])("%s is written out", (_name, text, shown) => {
    expect(visible(text)).toBe(shown);
    expect(readableArguments(JSON.stringify({ [text]: text }), BOUNDS)).toEqual([{ name: shown, text: shown }]);
  });

  it("a cut never leaves half a character", () => {
    for (let longest = 30; longest < 60; longest += 1) {
      expect(cut("😀".repeat(100), longest).isWellFormed()).toBe(true);
    }
  });
});
