import { isMap, isPair, isScalar, isSeq, type Node, parseDocument, type Scalar } from "yaml";
import type { PathPart } from "../document/problem.ts";
import type { YamlValue } from "../document/yaml-tree.ts";

/** A character that no policy needs; it stands for the cursor while the text is read. */
const CURSOR = "\uE000";

/** What is being written at a place of the text. */
export interface Place {
  /** Of the value, or of the mapping whose key it is. */
  readonly path: readonly PathPart[];
  readonly role: "key" | "value";
  /** The text of the value before the cursor, quotes and folding undone. */
  readonly before: string;
  /** The document around it as plain data, as far as it can be read. */
  readonly document: YamlValue;
}

/** What stands under the cursor, even while the text around it is broken. Null in comments. */
export function placeAt(source: string, offset: number): Place | null {
  const text = `${source.slice(0, offset)}${CURSOR}${source.slice(offset)}`;
  const parsed = parseDocument(text, { strict: false, uniqueKeys: false, logLevel: "silent" });
  const found = findCursor(parsed.contents, []);
  return found ? { ...found, document: withoutCursor(dataOf(parsed)) } : null;
}

/** A scalar of the text with its path, found by an offset in it. */
export interface Spot {
  readonly path: readonly PathPart[];
  readonly role: "key" | "value";
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly document: YamlValue;
}

/** The scalar at an offset, or null. */
export function spotAt(source: string, offset: number): Spot | null {
  const parsed = parseDocument(source, { strict: false, uniqueKeys: false, logLevel: "silent" });
  const found = findOffset(parsed.contents, [], offset);
  return found ? { ...found, document: dataOf(parsed) } : null;
}

function dataOf(document: { toJS(options?: object): unknown }): YamlValue {
  try {
    return document.toJS({ maxAliasCount: 0 }) as YamlValue;
  } catch {
    return null;
  }
}

function withoutCursor(value: YamlValue): YamlValue {
  if (typeof value === "string") return value.replace(CURSOR, "");
  if (Array.isArray(value)) return value.map(withoutCursor);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutCursor(inner)]));
}

type Found = Omit<Place, "document">;

function findCursor(node: unknown, path: readonly PathPart[]): Found | null {
  if (isScalar(node)) {
    const before = beforeCursor(node);
    return before === null ? null : { path, role: "value", before };
  }
  if (isSeq(node)) return firstOf(node.items, (item, index) => findCursor(item, [...path, index]));
  if (!isMap(node)) return null;
  return firstOf(node.items, (pair) => {
    if (!isPair(pair)) return null;
    const before = isScalar(pair.key) ? beforeCursor(pair.key) : null;
    if (before !== null) return { path, role: "key", before };
    return findCursor(pair.value, [...path, keyOf(pair.key)]);
  });
}

function beforeCursor({ value }: Scalar): string | null {
  if (typeof value !== "string") return null;
  const at = value.indexOf(CURSOR);
  return at < 0 ? null : value.slice(0, at);
}

type FoundSpot = Omit<Spot, "document">;

function findOffset(node: unknown, path: readonly PathPart[], offset: number): FoundSpot | null {
  if (isScalar(node)) return isAt(node, offset) ? spotOf(node, path, "value") : null;
  if (isSeq(node)) return firstOf(node.items, (item, index) => findOffset(item, [...path, index], offset));
  if (!isMap(node)) return null;
  return firstOf(node.items, (pair) => {
    if (!isPair(pair)) return null;
    if (isScalar(pair.key) && isAt(pair.key, offset)) return spotOf(pair.key, path, "key");
    return findOffset(pair.value, [...path, keyOf(pair.key)], offset);
  });
}

function spotOf(node: Scalar, path: readonly PathPart[], role: Spot["role"]): FoundSpot {
  const [from, to] = node.range ?? [0, 0];
  return { path, role, text: String(node.value ?? ""), from, to };
}

function isAt({ range }: Pick<Node, "range">, offset: number): boolean {
  return range !== null && range !== undefined && range[0] <= offset && offset <= range[1];
}

function keyOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : "";
}

function firstOf<T, R>(items: readonly T[], find: (item: T, index: number) => R | null): R | null {
  for (const [index, item] of items.entries()) {
    const found = find(item, index);
    if (found !== null) return found;
  }
  return null;
}
