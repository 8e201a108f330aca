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
