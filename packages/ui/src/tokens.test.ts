import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(new URL("./styles/tokens.css", import.meta.url), "utf8");
const COLOUR = /--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g;
const tokens = new Map([...css.matchAll(COLOUR)].map(([, name, light, dark]) => [name, { light, dark }]));

function luminance(hex: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const [r = 0, g = 0, b = 0] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast by WCAG 2.2: 4.5 for text, 3 for the shapes and borders that carry meaning. */
function contrast(one: string, other: string, theme: "light" | "dark"): number {
  const [a, b] = [one, other].map((name) => luminance(tokens.get(name)?.[theme] ?? "#000000"));
  const [high = 0, low = 0] = [a ?? 0, b ?? 0].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const TEXT = ["ink", "ink-2", "ink-3", "seal-ink", "allow", "deny", "limit", "unknown"];
const GROUNDS = ["paper", "sheet", "well"];

describe.each(["light", "dark"] as const)("colours in %s", (theme) => {
  it.each(TEXT.flatMap((text) => GROUNDS.map((ground) => [text, ground] as const)))(
    "%s is readable on %s",
    (text, ground) => {
      expect(contrast(text, ground, theme)).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each([
    ["on-seal", "seal"],
    ["paper", "ink"],
    ["seal-ink", "seal-wash"],
    ["deny", "deny-wash"],
    ["allow", "allow-wash"],
    ["limit", "limit-wash"],
    ["paper", "deny"],
    ["ink", "deny-wash"],
    ["ink", "allow-wash"],
  ])("%s is readable on %s", (text, ground) => {
    expect(contrast(text, ground, theme)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(["field-line", "focus", "seal"])("%s is visible on paper", (line) => {
    expect(contrast(line, "paper", theme)).toBeGreaterThanOrEqual(3);
  });
});
