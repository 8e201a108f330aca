/**
 * A run of ordinary text; or what is named in place of itself: one character that would be invisible or would reorder what
 * surrounds it, or so much emptiness that it would push what follows out of sight.
 */
export type TextPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "control"; readonly name: string };

/** Controls, formats, separators, lone surrogates, and whatever else Unicode says is drawn as nothing. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Tab and newline, and the joiners and the variation selector that scripts and emoji need. */
const ORDINARY: ReadonlySet<string> = new Set(["\t", "\n", "\u200c", "\u200d", "\ufe0f"]);

/** Whatever is drawn as nothing in a line: spaces of every width, joiners, the empty Braille cell. */
const BLANK = "(?:[^\\S\\n]|[\\u200c\\u200d\\ufe0f\\u2800])";
const EMPTINESS = new RegExp(`${BLANK}{40,}|(?:\\n${BLANK}*){4,}`, "g");

/**
 * Splits a text so that nothing in it can deceive the reader: control characters, bidirectional overrides,
 * zero-width and tag characters come out as named parts, and long emptiness is counted.
 */
export function visibleParts(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (ORDINARY.has(match[0])) continue;
    addCounted(parts, text.slice(from, match.index));
    parts.push({ kind: "control", name: codePointName(match[0]) });
    from = match.index + match[0].length;
  }
  addCounted(parts, text.slice(from));
  return parts;
}

/** Adds a text in which only emptiness can deceive. */
function addCounted(parts: TextPart[], text: string): void {
  const add = (run: string) => {
    if (run !== "") parts.push({ kind: "text", text: run });
  };
  let from = 0;
  for (const { 0: emptiness, index } of text.matchAll(EMPTINESS)) {
    const lines = emptiness.split("\n").length - 1;
    const [edge, name] = lines > 0 ? ["\n", `${lines - 1} empty lines`] : ["", `${emptiness.length} blanks`];
    add(text.slice(from, index) + edge);
    parts.push({ kind: "control", name });
    add(edge);
    from = index + emptiness.length;
  }
  add(text.slice(from));
}

/** The same as one line of text, for titles and attributes, where no markup can stand. */
export function visibleLine(text: string): string {
  return visibleParts(text)
    .map((part) => (part.kind === "text" ? part.text : `⟨${part.name}⟩`))
    .join("")
    .replace(/[\n\t]+/g, " ");
}

function codePointName(character: string): string {
  const codePoint = character.codePointAt(0) ?? 0;
  return `U+${codePoint.toString(16).toUpperCase().padStart(4, "0")}`;
}
