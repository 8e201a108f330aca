import { type DiffPart, diffSequences } from "./diff.ts";

export interface DiffLine {
  readonly kind: DiffPart<string>["kind"];
  /** Counted from 1; null on the side where the line doesn't exist. */
  readonly before: number | null;
  readonly after: number | null;
  /** The line in pieces; `isChanged` marks the words that make the difference to its partner. */
  readonly pieces: readonly { readonly text: string; readonly isChanged: boolean }[];
}

/** A run of lines to show, or of unchanged ones to fold away. */
export interface DiffBlock {
  readonly kind: "lines" | "folded";
  readonly lines: readonly DiffLine[];
}

/** Unchanged lines shown on each side of a change. */
const CONTEXT = 3;
/** Above this share of changed words, marking them says less than the whole lines do. */
const MOST_CHANGED = 0.7;

/** Two texts line by line, with the changed words of lines that were replaced. Pure. */
export function diffLines(before: string, after: string): readonly DiffLine[] {
  const parts = diffSequences(linesOf(before), linesOf(after));
  const lines: DiffLine[] = [];
  let [atBefore, atAfter] = [0, 0];
  for (let index = 0; index < parts.length; ) {
    const removed = run(parts, index, "removed");
    const added = run(parts, index + removed.length, "added");
    if (removed.length + added.length === 0) {
      const text = parts[index]?.item ?? "";
      lines.push({ kind: "same", before: ++atBefore, after: ++atAfter, pieces: [{ text, isChanged: false }] });
      index++;
      continue;
    }
    const pairs = removed.map((text, line) => (added[line] === undefined ? null : diffWords(text, added[line])));
    for (const [line, text] of removed.entries()) {
      lines.push({ kind: "removed", before: ++atBefore, after: null, pieces: pairs[line]?.before ?? whole(text) });
    }
    for (const [line, text] of added.entries()) {
      lines.push({ kind: "added", before: null, after: ++atAfter, pieces: pairs[line]?.after ?? whole(text) });
    }
    index += removed.length + added.length;
  }
  return lines;
}

/** Folds away unchanged lines far from any change. Pure. */
export function foldUnchanged(lines: readonly DiffLine[], context = CONTEXT): readonly DiffBlock[] {
  const isNear = new Array<boolean>(lines.length).fill(false);
  for (const [index, line] of lines.entries()) {
    if (line.kind === "same") continue;
    for (let at = Math.max(0, index - context); at <= Math.min(lines.length - 1, index + context); at++) {
      isNear[at] = true;
    }
  }
  const blocks: { kind: DiffBlock["kind"]; lines: DiffLine[] }[] = [];
  for (const [index, line] of lines.entries()) {
    const kind = isNear[index] ? "lines" : "folded";
    const last = blocks.at(-1);
    if (last?.kind === kind) last.lines.push(line);
    else blocks.push({ kind, lines: [line] });
  }
  return blocks;
}

function linesOf(text: string): readonly string[] {
  if (text === "") return [];
  return text.replace(/\r\n/g, "\n").replace(/\n$/, "").split("\n");
}

function run(parts: readonly DiffPart<string>[], from: number, kind: "removed" | "added"): readonly string[] {
  const items: string[] = [];
  for (let index = from; parts[index]?.kind === kind; index++) items.push(parts[index]?.item ?? "");
  return items;
}

type Pieces = DiffLine["pieces"];

function whole(text: string): Pieces {
  return [{ text, isChanged: false }];
}

function diffWords(before: string, after: string): { readonly before: Pieces; readonly after: Pieces } | null {
  const words = (text: string) => text.match(/\w+|\s+|[^\w\s]/gu) ?? [];
  const parts = diffSequences(words(before), words(after));
  const changed = parts.reduce((sum, part) => sum + (part.kind === "same" ? 0 : part.item.length), 0);
  if (changed > (before.length + after.length) * MOST_CHANGED) return null;
  const side = (other: "removed" | "added"): Pieces => {
    const pieces: { text: string; isChanged: boolean }[] = [];
    for (const part of parts) {
      if (part.kind === other) continue;
      const isChanged = part.kind !== "same";
      const last = pieces.at(-1);
      if (last?.isChanged === isChanged) last.text += part.item;
      else pieces.push({ text: part.item, isChanged });
    }
    return pieces;
  };
  return { before: side("added"), after: side("removed") };
}
