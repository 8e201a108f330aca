import { describe, expect, it } from "vitest";
import { holdsAny, storedForms } from "./needles.ts";

const NEEDLE = ["ana@example.com"];
/** As a record holds it: text that is JSON again, within JSON. */
const nested = (text: string): string => JSON.stringify({ arguments: { text: JSON.stringify({ body: text }) } });

describe("what a person's data is found by", () => {
  it.each([
    "ana@example.com",
    "Write to Ana@Example.com, please.",
    "first line\nana@example.com\nlast",
    "<ana@example.com>",
    'said "ana@example.com"',
    "mailto:ana@example.com?subject=x",
    "ana@example.com.",
    "a\\ana@example.com",
  ])("P54: is found where it stands by itself: %s", (text) => {
    expect(holdsAny(nested(text), NEEDLE)).toBe(true);
    expect(holdsAny(JSON.stringify({ summary: text }), NEEDLE)).toBe(true);
  });

  it.each(["diana@example.com", "ana@example.community", "ana@example.com.au", "x-ana@example.com", "bo@example.com"])(
    "isn't found in what is somebody else's: %s",
    (text) => {
      expect(holdsAny(nested(text), NEEDLE)).toBe(false);
    },
  );

  it("is found where somebody's JSON escaped it", () => {
    const [plain, escaped] = storedForms(["jörg müller"]);
    expect(plain).toBe("jörg müller");
    const inside = JSON.stringify({ text: '{"name":"J\\u00f6rg M\\u00FCller"}' });
    expect(inside.toLowerCase()).toContain(escaped);
    expect(holdsAny(inside, ["jörg müller"])).toBe(true);
  });
});
