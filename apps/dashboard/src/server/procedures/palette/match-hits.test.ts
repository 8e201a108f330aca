import { describe, expect, it } from "vitest";
import type { PaletteHit } from "../../views/palette.ts";
import { matchHits } from "./match-hits.ts";

const hit = (kind: PaletteHit["kind"], id: string, title: string, hint = ""): PaletteHit => ({
  kind,
  id,
  title,
  hint,
  path: `/${id}`,
});

const all = [
  hit("agent", "agt_1", "Sales research", "sales-research"),
  hit("agent", "agt_2", "Research", "research"),
  hit("rule", "web-search", "web-search", "allow"),
];

describe("what the palette finds", () => {
  it.each([
    ["research", ["agt_2", "agt_1"]],
    ["SALES res", ["agt_1"]],
    ["agt_2", ["agt_2"]],
    ["web", ["web-search"]],
    ["nothing", []],
    ["  ", []],
  ])("for %j is %j", (query, ids) => {
    expect(matchHits(all, query).map((one) => one.id)).toEqual(ids);
  });
});
