import { isName } from "@countersign/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { suggestName } from "./suggest-name.ts";

describe("a name suggested for a title", () => {
  it.each([
    ["Sales research (EU)", "sales-research-eu"],
    ["Büro Zürich", "buro-zurich"],
    ["007 agent", "agent"],
    ["  ", ""],
    ["An agent with a title that goes on for too long", "an-agent-with-a-title-that-goes"],
  ])("%s gives %s", (title, name) => {
    expect(suggestName(title)).toBe(name);
  });

  it("is a name or nothing, whatever the title", () => {
    fc.assert(
      fc.property(fc.string(), (title) => {
        const name = suggestName(title);
        expect(name === "" || isName(name)).toBe(true);
      }),
    );
  });
});
