import { columnOf, type Entry, lineEnd, lineStart, nextLine, type SourceTree } from "./source-tree.ts";

/** The lines that belong to an entry of a block collection: what explains it above, itself, and notes inside it. */
export interface Region {
  readonly start: number;
  /** Before what ends the last line. */
  readonly end: number;
  /** False for the first pair of an item, which shares its line with the dash. */
  readonly ownsLine: boolean;
}

/**
 * Comments directly above an entry, at its own column and without a blank line between, belong to it; so do comments
 * after it that are indented deeper. `from` is where the entries before it end.
 */
export function regionOf({ text }: SourceTree, entry: Entry, from: number): Region {
  const column = columnOf(text, entry.start);
  const ownsLine = text.slice(lineStart(text, entry.start), entry.start).trim() === "";
  let start = ownsLine ? lineStart(text, entry.start) : entry.start;
  while (ownsLine && start > 0) {
    const above = lineStart(text, start - 1);
    const line = text.slice(above, start);
    if (above < from || !line.trimStart().startsWith("#") || line.search(/\S/) !== column) break;
    start = above;
  }
  let end = lineEnd(text, entry.end);
  for (let at = nextLine(text, end); at < text.length; at = nextLine(text, at)) {
    const line = text.slice(at, lineEnd(text, at));
    if (line.trim() === "") continue;
    if (!line.trimStart().startsWith("#") || line.search(/\S/) <= column) break;
    end = lineEnd(text, at);
  }
  return { start, end, ownsLine };
}

/** Where the region of the entry at `index` may begin at the earliest. */
export function boundBefore({ text }: SourceTree, entries: readonly Entry[], index: number): number {
  const before = entries[index - 1];
  if (before) return nextLine(text, before.end);
  const first = entries[0];
  if (!first) return 0;
  // Above the first entry: its collection's key, or nothing but comments.
  let at = lineStart(text, first.start);
  while (at > 0) {
    const above = lineStart(text, at - 1);
    const line = text.slice(above, at).trim();
    if (line !== "" && !line.startsWith("#")) break;
    at = above;
  }
  return at;
}

/** Whether a blank line stands right above `offset`, which begins a line. */
export function isBlankAbove(text: string, offset: number): boolean {
  return offset > 0 && text.slice(lineStart(text, offset - 1), offset).trim() === "";
}
