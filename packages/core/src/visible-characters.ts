/** A run of ordinary text, or one character that would be invisible or would reorder what surrounds it. */
export type TextPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "control"; readonly name: string };

/** Controls, formats, separators, lone surrogates, and whatever else Unicode says is drawn as nothing. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Tab and newline, and the joiners and the variation selector that scripts and emoji need. */
const ORDINARY: ReadonlySet<string> = new Set(["\t", "\n", "\u200c", "\u200d", "\ufe0f"]);

/**
 * Splits a text so that nothing in it can deceive the reader: control characters, bidirectional overrides,
 * zero-width and tag characters come out as named parts.
 */
export function visibleParts(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (ORDINARY.has(match[0])) continue;
    if (match.index > from) parts.push({ kind: "text", text: text.slice(from, match.index) });
    parts.push({ kind: "control", name: codePointName(match[0]) });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ kind: "text", text: text.slice(from) });
  return parts;
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
