import type { PathPart } from "../document/problem.ts";
import type { YamlValue } from "../document/yaml-tree.ts";

/** Longer values get lines of their own. */
const INLINE_WIDTH = 100;
const STEP = "  ";
/** Words that other YAML readers, or people, take for something else than text. */
const WORDS = /^(~|null|true|false|yes|no|on|off|y|n|=|<<|---|\.\.\.|[-+]?\.(inf|nan))$/i;
const NUMBER_LIKE = /^[-+]?(\.?[0-9]|0[xo])/;
const PLAIN_START = /^[\p{L}\p{N}_$/.+(=~^<;\\]/u;
/** Control and format characters, lone surrogates, what isn't assigned, and the separators that end lines elsewhere. */
const UNPRINTABLE = /\p{C}|[\u2028\u2029]/u;

export type Quoting = "plain" | "single" | "double";

export interface ScalarStyle {
  /** Inside brackets, where commas and brackets mean something. */
  readonly isFlow: boolean;
  /** How the text stood that this one replaces. */
  readonly quoting?: Quoting;
}

/** Writes one scalar on one line. */
export function printScalar(value: YamlValue, { isFlow, quoting = "plain" }: ScalarStyle): string {
  if (typeof value !== "string") return String(value);
  if (quoting === "double") return doubleQuoted(value);
  if (quoting === "single" && !isUnprintable(value)) return singleQuoted(value);
  if (isPlain(value, isFlow)) return value;
  return /["\\]/.test(value) && !isUnprintable(value) ? singleQuoted(value) : doubleQuoted(value);
}

function isPlain(text: string, isFlow: boolean): boolean {
  if (!PLAIN_START.test(text) || isUnprintable(text) || WORDS.test(text) || text !== text.trim()) return false;
  if (NUMBER_LIKE.test(text) && !/^[0-9]{1,6}(s|m|h|d)$/.test(text)) return false;
  if (text.includes("\t") || /:(\s|$)/.test(text) || /\s#/.test(text)) return false;
  return !isFlow || !/[,[\]{}]|:[^\p{L}\p{N}]/u.test(text);
}

function isUnprintable(text: string): boolean {
  return UNPRINTABLE.test(text);
}

function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function doubleQuoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Writes any value on one line. */
export function printInline(value: YamlValue, isFlow: boolean): string {
  if (Array.isArray(value)) return `[${value.map((item) => printInline(item, true)).join(", ")}]`;
  if (value === null || typeof value !== "object") return printScalar(value, { isFlow });
  const pairs = Object.entries(value).map(([key, item]) => `${printKey(key, true)}: ${printInline(item, true)}`);
  return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`;
}

export function printKey(key: string, isFlow: boolean): string {
  return printScalar(key, { isFlow });
}

export interface BlockPlace {
  readonly path: readonly PathPart[];
  /** Spaces before the lines of what holds the value. */
  readonly indent: string;
}

/** Writes `key: value`, without what ends its last line. Lines after the first carry their indentation. */
export function printPair(key: string, value: YamlValue, { path, indent }: BlockPlace): readonly string[] {
  return withHead(`${printKey(key, false)}:`, value, { path, indent });
}

/** Writes `- value` likewise. */
export function printItem(value: YamlValue, { path, indent }: BlockPlace): readonly string[] {
  if (isFilled(value) && isOpen(value, { path, indent })) {
    const [first = "", ...rest] = printLines(value, { path, indent: `${indent}${STEP}` });
    return [`- ${first.trimStart()}`, ...rest];
  }
  return withHead("-", value, { path, indent });
}

function withHead(head: string, value: YamlValue, place: BlockPlace): readonly string[] {
  if (typeof value === "string" && isLiteral(value)) {
    return [`${head} ${literalMark(value)}`, ...literalLines(value, `${place.indent}${STEP}`)];
  }
  if (!isFilled(value) || !isOpen(value, place)) return [`${head} ${printInline(value, false)}`];
  return [head, ...printLines(value, { ...place, indent: `${place.indent}${STEP}` })];
}

/** The lines of a filled collection in block form, each indented. */
export function printLines(value: YamlValue, { path, indent }: BlockPlace): readonly string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => {
      const [first = "", ...rest] = printItem(item, { path: [...path, index], indent });
      const gap = path.length === 1 && path[0] === "rules" && index > 0 ? [""] : [];
      return [...gap, `${indent}${first}`, ...rest];
    });
  }
  if (value === null || typeof value !== "object") return [`${indent}${printInline(value, false)}`];
  return Object.entries(value).flatMap(([key, item]) => {
    const [first = "", ...rest] = printPair(key, item, { path: [...path, key], indent });
    return [`${indent}${first}`, ...rest];
  });
}

function isFilled(value: YamlValue): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

/** Whether a collection gets lines of its own: what people read line by line does, and what is too wide for one. */
export function isOpen(value: YamlValue, { path, indent }: BlockPlace): boolean {
  if (!isFilled(value)) return false;
  const [top, second, third] = path;
  if (path.length === 1) return true;
  if (path.length === 2 && (top === "rules" || top === "approvers")) return true;
  if (path.length === 3 && top === "rules" && typeof second === "number" && third === "limits") return true;
  return indent.length + printInline(value, false).length + 20 > INLINE_WIDTH || hasLiteral(value);
}

function hasLiteral(value: YamlValue): boolean {
  if (typeof value === "string") return isLiteral(value);
  return typeof value === "object" && value !== null && Object.values(value).some(hasLiteral);
}

/** Text of several lines that a literal block gives back exactly. */
export function isLiteral(text: string): boolean {
  const lines = text.split("\n");
  const body = text.endsWith("\n") ? lines.slice(0, -1) : lines;
  return (
    body.length > 1 &&
    /^\S/.test(body[0] ?? "") &&
    (body.at(-1) ?? "").trim() !== "" &&
    body.every((line) => !isUnprintable(line) && line === line.trimEnd() && !line.includes("\t"))
  );
}

export function literalMark(text: string): string {
  return text.endsWith("\n") ? "|" : "|-";
}

export function literalLines(text: string, indent: string): readonly string[] {
  const body = text.endsWith("\n") ? text.slice(0, -1) : text;
  return body.split("\n").map((line) => (line === "" ? "" : `${indent}${line}`));
}
