import {
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import type { PathPart } from "../document/problem.ts";
import type { YamlValue } from "../document/yaml-tree.ts";

/** A policy's text with the nodes that were read from it; every place is an offset in `text`. */
export interface SourceTree {
  readonly text: string;
  readonly root: Node | null;
  /** How this text ends its lines. */
  readonly eol: string;
}

export type Collection = YAMLMap | YAMLSeq;

/** A pair of a mapping or an item of a sequence, as it stands in the text. */
export interface Entry {
  readonly key: string | null;
  readonly value: Node | null;
  /** Where the key, the dash, or the item of a flow sequence begins. */
  readonly start: number;
  /** Right after the colon or the dash; equal to `start` where there is neither. */
  readonly valueFrom: number;
  /** The end of the content, before what ends its line. */
  readonly end: number;
}

/** Thrown inside this folder when a text can't be changed in place; `editPolicy` turns it into a problem. */
export class EditRefused extends Error {}

/** Reads a text into nodes. Throws `EditRefused` when it isn't YAML. */
export function parseTree(text: string): SourceTree {
  const document = parseDocument(text, {
    prettyErrors: false,
    strict: true,
    uniqueKeys: false,
    merge: false,
    schema: "core",
    version: "1.2",
    logLevel: "error",
  });
  if (document.errors.length > 0) throw new EditRefused("the text is not valid YAML");
  return { text, root: document.contents as Node | null, eol: text.includes("\r\n") ? "\r\n" : "\n" };
}

/** A node as plain data. */
export function plainValue(node: unknown): YamlValue {
  if (isScalar(node)) return scalarValue(node);
  if (isSeq(node)) return node.items.map(plainValue);
  if (!isMap(node)) return null;
  const value: { [key: string]: YamlValue } = {};
  for (const pair of node.items) if (isPair(pair)) value[keyText(pair.key)] = plainValue(pair.value);
  return value;
}

function scalarValue({ value }: Scalar): YamlValue {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : "";
}

export function isCollection(node: unknown): node is Collection {
  return isMap(node) || isSeq(node);
}

export function isFlow(node: unknown): boolean {
  return isCollection(node) && node.flow === true;
}

export function isBlockScalar(node: unknown): node is Scalar {
  return isScalar(node) && (node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED");
}

/** A missing value: nothing stands where it would. */
export function isBlank(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.range?.[0] === node.range?.[1]);
}

export function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

/** The end of a node's own text: without comments after it, and without what ends its last line. */
export function endOf(tree: SourceTree, node: Node): number {
  const end = node.range?.[1] ?? 0;
  if (isBlockScalar(node)) return end - (/\r?\n$/.exec(tree.text.slice(0, end))?.[0].length ?? 0);
  if (!isCollection(node) || isFlow(node)) return end;
  return entriesOf(tree, node).at(-1)?.end ?? end;
}

/** A collection's pairs or items with their places. */
export function entriesOf(tree: SourceTree, collection: Collection): readonly Entry[] {
  return isMap(collection) ? pairsOf(tree, collection) : itemsOf(tree, collection);
}

function pairsOf(tree: SourceTree, map: YAMLMap): Entry[] {
  return map.items.map((pair) => {
    if (!isScalar(pair.key) || !pair.key.range) throw new EditRefused("a mapping has a key that is not plain text");
    const [start, keyEnd] = pair.key.range;
    const colon = skipTrivia(tree.text, keyEnd);
    const valueFrom = tree.text[colon] === ":" ? colon + 1 : keyEnd;
    const value = nodeOf(pair.value);
    const end = value === null || isBlank(value) ? valueFrom : endOf(tree, value);
    return { key: String(pair.key.value), value, start, valueFrom, end };
  });
}

function itemsOf(tree: SourceTree, seq: YAMLSeq): Entry[] {
  let from = startOf(seq);
  return seq.items.map((item) => {
    const value = nodeOf(item);
    if (isFlow(seq)) {
      if (value === null || isBlank(value)) throw new EditRefused("a list has an empty item");
      const start = startOf(value);
      return { key: null, value, start, valueFrom: start, end: endOf(tree, value) };
    }
    const start = skipTrivia(tree.text, from);
    if (tree.text[start] !== "-") throw new EditRefused("a list's item has no dash");
    const end = value === null || isBlank(value) ? start + 1 : endOf(tree, value);
    from = end;
    return { key: null, value, start, valueFrom: start + 1, end };
  });
}

function nodeOf(value: unknown): Node | null {
  return isScalar(value) || isMap(value) || isSeq(value) ? value : null;
}

/** The first place from `offset` on that is neither white space nor part of a comment. */
export function skipTrivia(text: string, offset: number): number {
  let at = offset;
  while (at < text.length) {
    if (text[at] === "#") at = lineEnd(text, at);
    else if (/\s/.test(text[at] ?? "")) at += 1;
    else break;
  }
  return at;
}

export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** The end of the line in which `offset` stands, before what ends it. */
export function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf("\n", offset);
  if (newline < 0) return text.length;
  return newline > offset && text[newline - 1] === "\r" ? newline - 1 : newline;
}

/** After what ends the line that ends at `offset`. */
export function nextLine(text: string, offset: number): number {
  const newline = text.indexOf("\n", offset);
  return newline < 0 ? text.length : newline + 1;
}

export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

/** The node at a path; null where there is none. */
export function nodeAt(tree: SourceTree, path: readonly PathPart[]): Node | null {
  let node = tree.root;
  for (const part of path) node = entryIn(tree, node, part)?.value ?? null;
  return node;
}

/** The entry of a collection under a key or an index. */
export function entryIn(tree: SourceTree, node: Node | null, part: PathPart): Entry | null {
  if (!isCollection(node)) return null;
  const entries = entriesOf(tree, node);
  return (typeof part === "number" ? entries[part] : entries.find((entry) => entry.key === part)) ?? null;
}
