import type { MappedText } from "./fold-characters.ts";

/** A line's end inside a word, indented or continued, and the seam of two quoted pieces. */
const SEAM = /\\?\r?\n[ \t]*|["'`][ \t]*[+.&][ \t\r\n]*["'`]/g;

/** The text as if it were written on one line. Null when it is. */
export function joinLines(text: string): MappedText | null {
  if (text.search(SEAM) < 0) return null;
  const starts = new Int32Array(text.length);
  const ends = new Int32Array(text.length);
  const parts: string[] = [];
  let length = 0;
  let from = 0;
  const pass = (till: number) => {
    parts.push(text.slice(from, till));
    for (let at = from; at < till; at += 1) {
      starts[length] = at;
      ends[length] = at + 1;
      length += 1;
    }
  };
  for (const match of text.matchAll(SEAM)) {
    pass(match.index);
    from = match.index + match[0].length;
  }
  pass(text.length);
  return { text: parts.join(""), starts, ends };
}
