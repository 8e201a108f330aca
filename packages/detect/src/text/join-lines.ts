import type { MappedText } from "./fold-characters.ts";
import { Rewriting } from "./rewrite.ts";

/** The seam of two quoted pieces, and a line that says itself that it goes on. */
const SEAM = /["'`][ \t]*[+.&][ \t\r\n]*["'`]|[\\=]\r?\n[ \t]*/g;
/** Also a line's end inside a word, indented or not. */
const ANY_SEAM = /["'`][ \t]*[+.&][ \t\r\n]*["'`]|[\\=]?\r?\n[ \t]*/g;

/** The text with the pieces put together that it says belong together. Null when it has none. */
export function joinPieces(text: string): MappedText | null {
  return without(text, SEAM);
}

/** The text as if it were written on one line. Null when it is. */
export function joinLines(text: string): MappedText | null {
  return without(text, ANY_SEAM);
}

/** Characters that stand each for itself, a space apart: `4 1 1 1`, `g h p _`. */
const APART = /(?<![^\s"'`(=:])(?:[A-Za-z0-9_@.+/=:-] ){8,}[A-Za-z0-9_@.+/=:-](?![^\s"'`),;])/g;

/** The text with such characters put together. Null when it holds none. */
export function joinCharacters(text: string): MappedText | null {
  const rewriting = new Rewriting(text);
  for (const { index, 0: run } of text.matchAll(APART)) {
    for (let at = index + 1; at < index + run.length; at += 2) rewriting.replace(at, at + 1, "");
  }
  return rewriting.finish();
}

function without(text: string, seams: RegExp): MappedText | null {
  const rewriting = new Rewriting(text);
  for (const { index, 0: seam } of text.matchAll(seams)) rewriting.replace(index, index + seam.length, "");
  return rewriting.finish();
}
