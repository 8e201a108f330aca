import { describe, expect, it } from "vitest";
import { PAGES } from "./pages.ts";
import { jumpTo, SHORTCUTS } from "./shortcuts.ts";

describe("shortcuts", () => {
  it("give every page a key of its own", () => {
    expect(new Set(PAGES.map((page) => page.key)).size).toBe(PAGES.length);
    for (const page of PAGES) expect(jumpTo(page.key)).toBe(page.path);
    expect(jumpTo("x")).toBeNull();
  });

  it("say each thing once", () => {
    const all = SHORTCUTS.flatMap((group) => group.shortcuts.map((one) => one.keys.join("+")));
    expect(new Set(all).size).toBe(all.length);
  });
});
