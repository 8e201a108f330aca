import type { ComboboxOption } from "./combobox.tsx";

/** At most this many are drawn; more typing narrows them. */
const SHOWN = 60;

/** The options that hold every typed word, those that begin with it first. Pure. */
export function matchOptions(options: readonly ComboboxOption[], query: string): readonly ComboboxOption[] {
  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  // The field shows the chosen option's own words: then everything is still to choose from.
  if (words.length === 0 || options.some((option) => option.label === query)) return options.slice(0, SHOWN);
  const found = options.filter((option) => {
    const text = `${option.label} ${option.hint ?? ""} ${option.value}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const first = words[0] ?? "";
  const rank = (option: ComboboxOption) => (option.label.toLowerCase().startsWith(first) ? 0 : 1);
  return found.sort((a, b) => rank(a) - rank(b)).slice(0, SHOWN);
}
