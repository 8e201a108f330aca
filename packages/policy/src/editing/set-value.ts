import { isScalar, isSeq, type Node } from "yaml";
import type { PathPart } from "../document/problem.ts";
import type { YamlValue } from "../document/yaml-tree.ts";
import {
  isLiteral,
  isOpen,
  literalLines,
  literalMark,
  printInline,
  printLines,
  printScalar,
  type Quoting,
} from "./print-value.ts";
import {
  columnOf,
  EditRefused,
  type Entry,
  endOf,
  entryIn,
  isBlank,
  isBlockScalar,
  isCollection,
  isFlow,
  lineEnd,
  lineStart,
  nodeAt,
  type SourceTree,
  startOf,
} from "./source-tree.ts";

const STEP = 2;

/** Puts `value` in place of what stands at `path`; the key or the dash stays, and so do comments on its line. */
export function setValue(tree: SourceTree, path: readonly PathPart[], value: YamlValue): string {
  const parent = nodeAt(tree, path.slice(0, -1));
  const entry = entryIn(tree, parent, path.at(-1) ?? 0);
  if (!entry) throw new EditRefused("there is nothing to replace");
  const { value: old } = entry;
  if (old !== null && !isBlank(old) && isScalar(old) && !isBlockScalar(old) && isOnOneLine(value)) {
    return splice(tree.text, [startOf(old), endOf(tree, old)], scalarLike(old, value, isFlow(parent)));
  }
  if (isFlow(parent)) return setInFlow(tree, entry, value);
  return isSeq(parent) ? setInline(tree, entry, value) : setInBlock(tree, { entry, path }, value);
}

function isOnOneLine(value: YamlValue): boolean {
  return (typeof value !== "object" || value === null) && !(typeof value === "string" && isLiteral(value));
}

const QUOTINGS: { readonly [type: string]: Quoting } = { QUOTE_DOUBLE: "double", QUOTE_SINGLE: "single" };

function scalarLike(old: Node, value: YamlValue, isInFlow: boolean): string {
  const quoting = isScalar(old) ? (QUOTINGS[old.type ?? ""] ?? "plain") : "plain";
  return printScalar(value, { isFlow: isInFlow, quoting });
}

function setInFlow(tree: SourceTree, entry: Entry, value: YamlValue): string {
  const { value: old, valueFrom } = entry;
  const text = printInline(value, true);
  if (old !== null && !isBlank(old)) return splice(tree.text, [startOf(old), endOf(tree, old)], text);
  const colon = tree.text[valueFrom - 1] === ":" ? "" : ":";
  return splice(tree.text, [valueFrom, valueFrom], `${colon} ${text}`);
}

/** An item of a block sequence. */
function setInline(tree: SourceTree, { value: old, valueFrom, end }: Entry, value: YamlValue): string {
  const from = old === null || isBlank(old) ? valueFrom : startOf(old);
  return splice(tree.text, [from, end], `${from === valueFrom ? " " : ""}${printInline(value, false)}`);
}

interface BlockPair {
  readonly entry: Entry;
  readonly path: readonly PathPart[];
}

/** A pair of a block mapping: what stands on the key's line changes apart from the lines below it. */
function setInBlock(tree: SourceTree, { entry, path }: BlockPair, value: YamlValue): string {
  const { text } = tree;
  const column = columnOf(text, entry.start);
  const headEnd = lineEnd(text, entry.valueFrom);
  const { inline, below } = printBlockValue(value, { path, column });
  const body = below.map((line) => `${tree.eol}${line}`).join("");
  const head = inline === "" ? "" : ` ${inline}`;
  const { value: old } = entry;
  if (old === null || isBlank(old)) {
    return join(text.slice(0, entry.valueFrom), head, text.slice(entry.valueFrom, headEnd), body, text.slice(headEnd));
  }
  if (isBlockScalar(old)) {
    const markEnd = startOf(old) + (/^[|>][-+0-9]*/.exec(text.slice(startOf(old)))?.[0].length ?? 1);
    const rest = text.slice(markEnd, headEnd);
    return join(text.slice(0, entry.valueFrom), head, rest, body, text.slice(Math.max(entry.end, headEnd)));
  }
  if (isCollection(old) && !isFlow(old) && startOf(old) > headEnd) {
    const rest = text.slice(entry.valueFrom, headEnd);
    return join(text.slice(0, entry.valueFrom), head, rest, body, text.slice(entry.end));
  }
  const oldEnd = endOf(tree, old);
  if (lineStart(text, startOf(old)) !== lineStart(text, entry.valueFrom)) {
    return join(text.slice(0, entry.valueFrom), head, body, text.slice(oldEnd));
  }
  if (below.length === 0) return splice(text, [startOf(old), oldEnd], inline);
  const oldLineEnd = lineEnd(text, oldEnd);
  return join(text.slice(0, entry.valueFrom), head, text.slice(oldEnd, oldLineEnd), body, text.slice(oldLineEnd));
}

function printBlockValue(
  value: YamlValue,
  { path, column }: { readonly path: readonly PathPart[]; readonly column: number },
): { readonly inline: string; readonly below: readonly string[] } {
  const indent = " ".repeat(column + STEP);
  if (typeof value === "string" && isLiteral(value)) {
    return { inline: literalMark(value), below: literalLines(value, indent) };
  }
  if (isOpen(value, { path, indent })) return { inline: "", below: printLines(value, { path, indent }) };
  return { inline: printInline(value, false), below: [] };
}

function join(...parts: readonly string[]): string {
  return parts.join("");
}

/** Replaces a range of a text. */
export function splice(text: string, [from, to]: readonly [number, number], by: string): string {
  return text.slice(0, from) + by + text.slice(to);
}
