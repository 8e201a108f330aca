import type { PathPart } from "../document/problem.ts";
import type { YamlValue } from "../document/yaml-tree.ts";
import { boundBefore, isBlankAbove, type Region, regionOf } from "./entry-region.ts";
import { printInline, printItem, printKey, printPair } from "./print-value.ts";
import { splice } from "./set-value.ts";
import {
  type Collection,
  EditRefused,
  type Entry,
  entriesOf,
  isCollection,
  isFlow,
  lineEnd,
  lineStart,
  nextLine,
  nodeAt,
  type SourceTree,
  skipTrivia,
  startOf,
} from "./source-tree.ts";

export interface NewEntry {
  /** Of the collection. */
  readonly path: readonly PathPart[];
  /** The index it gets among the entries. */
  readonly index: number;
  /** Null for an item of a sequence. */
  readonly key: string | null;
  readonly value: YamlValue;
}

interface Found {
  readonly node: Collection;
  readonly entries: readonly Entry[];
}

function collectionAt(tree: SourceTree, path: readonly PathPart[]): Found {
  const node = nodeAt(tree, path);
  if (!isCollection(node)) throw new EditRefused("there is no collection here");
  return { node, entries: entriesOf(tree, node) };
}

/** Adds an entry to a collection that has some. */
export function insertEntry(tree: SourceTree, entry: NewEntry): string {
  const found = collectionAt(tree, entry.path);
  if (found.entries.length === 0) throw new EditRefused("the collection is empty");
  return isFlow(found.node) ? insertInFlow(tree, found, entry) : insertInBlock(tree, found, entry);
}

function insertInFlow(tree: SourceTree, { node, entries }: Found, { index, key, value }: NewEntry): string {
  const { text } = tree;
  const printed = `${key === null ? "" : `${printKey(key, true)}: `}${printInline(value, true)}`;
  const before = entries[index - 1];
  const next = entries[index] ?? before;
  const ownLine = next ? text.slice(lineStart(text, next.start), next.start) : "";
  const isSpread =
    ownLine !== "" && ownLine.trim() === "" && lineStart(text, startOf(node)) !== lineStart(text, next?.start ?? 0);
  const gap = isSpread ? `${tree.eol}${ownLine}` : " ";
  if (before) return splice(text, [before.end, before.end], `,${gap}${printed}`);
  const start = entries[0]?.start ?? startOf(node) + 1;
  return splice(text, [start, start], `${printed},${gap}`);
}

function insertInBlock(tree: SourceTree, { entries }: Found, { path, index, key, value }: NewEntry): string {
  const { text, eol } = tree;
  const first = entries[0];
  if (!first) throw new EditRefused("the collection is empty");
  const indent = text.slice(lineStart(text, first.start), first.start).replace(/\S/g, " ");
  const place = { path: [...path, key ?? index], indent };
  const lines = key === null ? printItem(value, place) : printPair(key, value, place);
  const printed = lines.join(eol);
  const isSpaced = key === null ? hasGaps(tree, { path, entries }) : path.length === 0;
  const before = entries[index - 1];
  if (!before) {
    const { start, ownsLine } = regionOf(tree, first, boundBefore(tree, entries, 0));
    // A first item may share its line with the dash of the item around it.
    if (!ownsLine) return splice(text, [first.start, first.start], `${printed}${eol}${indent}`);
    return splice(text, [start, start], `${indent}${printed}${eol}${isSpaced ? eol : ""}`);
  }
  const { end } = regionOf(tree, before, boundBefore(tree, entries, index - 1));
  const follows = nextLine(text, end);
  const isTight = isSpaced && index < entries.length && text.slice(follows, lineEnd(text, follows)).trim() !== "";
  return splice(text, [end, end], `${eol}${isSpaced ? eol : ""}${indent}${printed}${isTight ? eol : ""}`);
}

/** Whether items stand apart. Rules do unless the two last ones don't. */
function hasGaps(
  tree: SourceTree,
  { path, entries }: { path: readonly PathPart[]; entries: readonly Entry[] },
): boolean {
  if (entries.length < 2) return path.length === 1 && path[0] === "rules";
  const index = entries.length - 1;
  const last = entries[index];
  return last !== undefined && isBlankAbove(tree.text, regionOf(tree, last, boundBefore(tree, entries, index)).start);
}

/** Takes an entry out, with the comments that belong to it. At least one other must be left. */
export function removeEntry(tree: SourceTree, path: readonly PathPart[], index: number): string {
  const { node, entries } = collectionAt(tree, path);
  const entry = entries[index];
  if (!entry || entries.length < 2) throw new EditRefused("the entry can't be taken out");
  if (isFlow(node)) return removeFromFlow(tree, entries, index);
  const { text } = tree;
  const region = regionOf(tree, entry, boundBefore(tree, entries, index));
  if (!region.ownsLine) return removeFirstOfLine(text, { entry, region, next: entries[index + 1] });
  let { start } = region;
  let end = nextLine(text, region.end);
  if (index > 0) while (isBlankAbove(text, start)) start = lineStart(text, start - 1);
  else while (end < text.length && text.slice(end, lineEnd(text, end)).trim() === "") end = nextLine(text, end);
  if (end === text.length && !text.endsWith("\n")) return text.slice(0, start).replace(/\r?\n$/, "");
  return splice(text, [start, end], "");
}

function removeFirstOfLine(
  text: string,
  { entry, region, next }: { readonly entry: Entry; readonly region: Region; readonly next: Entry | undefined },
): string {
  if (!next) throw new EditRefused("the entry can't be taken out");
  const between = text.slice(lineEnd(text, entry.end), next.start);
  return between.includes("#")
    ? splice(text, [entry.start, region.end], "")
    : splice(text, [entry.start, next.start], "");
}

function removeFromFlow({ text }: SourceTree, entries: readonly Entry[], index: number): string {
  const entry = entries[index];
  const before = entries[index - 1];
  const next = entries[index + 1];
  if (!entry) throw new EditRefused("the entry can't be taken out");
  if (next) {
    const isBare = !text.slice(entry.end, next.start).includes("#");
    return splice(text, [entry.start, isBare ? next.start : skipTrivia(text, entry.end) + 1], "");
  }
  const from = before && !text.slice(before.end, entry.start).includes("#") ? before.end : entry.start;
  return splice(text, [from, entry.end], "");
}

/** Moves an item of a sequence; it takes its comments along, and the gaps between items stay where they are. */
export function moveEntry(tree: SourceTree, path: readonly PathPart[], move: { from: number; to: number }): string {
  const { node, entries } = collectionAt(tree, path);
  const chunks = entries.map((entry, index) =>
    isFlow(node) ? { start: entry.start, end: entry.end } : regionOf(tree, entry, boundBefore(tree, entries, index)),
  );
  const [first] = chunks;
  const last = chunks.at(-1);
  if (!first || !last || entries[move.to] === undefined) throw new EditRefused("the item can't be moved");
  const order = chunks.map((_, index) => index);
  order.splice(move.to, 0, ...order.splice(move.from, 1));
  let moved = "";
  for (const [index, from] of order.entries()) {
    const chunk = chunks[from];
    const gap = chunks[index + 1];
    if (chunk) moved += tree.text.slice(chunk.start, chunk.end);
    if (gap) moved += tree.text.slice(chunks[index]?.end ?? 0, gap.start);
  }
  return splice(tree.text, [first.start, last.end], moved);
}
