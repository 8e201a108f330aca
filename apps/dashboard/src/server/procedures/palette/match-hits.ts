import type { PaletteHit } from "../../views/palette.ts";

/** At most this many are answered; more typing narrows them. */
const MOST = 20;

/**
 * The things that hold every typed word in their title, their hint or their id: those whose title begins with it
 * first, the kinds in the order they came. Pure.
 */
export function matchHits(all: readonly PaletteHit[], query: string): PaletteHit[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const first = words[0] ?? "";
  const rank = (hit: PaletteHit) => {
    if (hit.id.toLowerCase() === first) return 0;
    return hit.title.toLowerCase().startsWith(first) ? 1 : 2;
  };
  return all
    .filter((hit) => {
      const text = `${hit.title} ${hit.hint} ${hit.id}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, MOST);
}
