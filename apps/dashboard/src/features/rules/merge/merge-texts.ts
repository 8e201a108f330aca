import { Chunk } from "@codemirror/merge";
import { Text } from "@codemirror/state";

/** A stretch of lines of a merge. `clash`: both sides changed the same lines, and not to the same. */
export type MergePart =
  | { readonly kind: "same" | "mine" | "theirs" | "both"; readonly lines: readonly string[] }
  | {
      readonly kind: "clash";
      /** The base's line, from 1, at which both changed it: no two clashes have the same. */
      readonly line: number;
      readonly base: readonly string[];
      readonly mine: readonly string[];
      readonly theirs: readonly string[];
    };

export interface MergeInput {
  /** What both were made from. */
  readonly base: string;
  readonly mine: string;
  readonly theirs: string;
}

/** Lines of the base [from, to) that one side replaced. */
interface Edit {
  readonly side: "mine" | "theirs";
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

/** Merges two texts that were made from one, line by line. Changes that touch no common line go together by themselves. */
export function mergeTexts({ base, mine, theirs }: MergeInput): readonly MergePart[] {
  const baseText = Text.of(base.split("\n"));
  const baseLines = base.split("\n");
  const edits = [
    ...editsOf(baseText, { side: "mine", text: mine }),
    ...editsOf(baseText, { side: "theirs", text: theirs }),
  ].sort((a, b) => a.from - b.from || a.to - b.to);
  const parts: MergePart[] = [];
  let at = 0;
  for (const group of touching(edits)) {
    if (group.from > at) parts.push({ kind: "same", lines: baseLines.slice(at, group.from) });
    parts.push(partOf(group, baseLines));
    at = group.to;
  }
  if (at < baseLines.length) parts.push({ kind: "same", lines: baseLines.slice(at) });
  return parts;
}

function editsOf(base: Text, { side, text }: { readonly side: Edit["side"]; readonly text: string }): Edit[] {
  const other = Text.of(text.split("\n"));
  const all = text.split("\n");
  return Chunk.build(base, other, { scanLimit: 2_000 }).map((chunk) => {
    const [from, to] = linesOf(base, chunk.fromA, chunk.toA);
    const [otherFrom, otherTo] = linesOf(other, chunk.fromB, chunk.toB);
    return { side, from, to, lines: all.slice(otherFrom, otherTo) };
  });
}

/** Positions of a chunk, which reach from line start to line start, as line numbers from 0. */
function linesOf(text: Text, from: number, to: number): readonly [number, number] {
  const line = (position: number) => (position > text.length ? text.lines : text.lineAt(position).number - 1);
  return [line(from), line(to)];
}

interface Group {
  readonly from: number;
  readonly to: number;
  readonly edits: readonly Edit[];
}

/** Edits that overlap or touch, as one: what stands at the same place can't be ordered without a person. */
function touching(edits: readonly Edit[]): readonly Group[] {
  const groups: Group[] = [];
  for (const edit of edits) {
    const last = groups.at(-1);
    if (last && edit.from <= last.to) {
      groups[groups.length - 1] = { from: last.from, to: Math.max(last.to, edit.to), edits: [...last.edits, edit] };
    } else groups.push({ from: edit.from, to: edit.to, edits: [edit] });
  }
  return groups;
}

function partOf(group: Group, base: readonly string[]): MergePart {
  const mine = sideOf(group, "mine", base);
  const theirs = sideOf(group, "theirs", base);
  const isOnly = (side: Edit["side"]) => group.edits.every((edit) => edit.side === side);
  if (isOnly("mine")) return { kind: "mine", lines: mine };
  if (isOnly("theirs")) return { kind: "theirs", lines: theirs };
  if (mine.join("\n") === theirs.join("\n")) return { kind: "both", lines: mine };
  return { kind: "clash", line: group.from + 1, base: base.slice(group.from, group.to), mine, theirs };
}

/** What a side's text has where the group stands: its edits, and the base between them. */
function sideOf(group: Group, side: Edit["side"], base: readonly string[]): readonly string[] {
  const lines: string[] = [];
  let at = group.from;
  for (const edit of group.edits.filter((one) => one.side === side)) {
    lines.push(...base.slice(at, edit.from), ...edit.lines);
    at = edit.to;
  }
  return [...lines, ...base.slice(at, group.to)];
}

export type ClashChoice = "mine" | "theirs" | "both";

/** The merged text, once every clash has a choice; null until then. `choices` go by the clashes' order. */
export function mergedText(parts: readonly MergePart[], choices: readonly (ClashChoice | null)[]): string | null {
  const lines: string[] = [];
  let clash = 0;
  for (const part of parts) {
    if (part.kind !== "clash") {
      lines.push(...part.lines);
      continue;
    }
    const choice = choices[clash] ?? null;
    clash += 1;
    if (choice === null) return null;
    lines.push(...(choice === "both" ? [...part.theirs, ...part.mine] : part[choice]));
  }
  return lines.join("\n");
}
