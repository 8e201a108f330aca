import { isMap, isPair, isScalar, isSeq, type LineCounter, type Scalar } from "yaml";
import { formatPath, type PathPart, type PolicyProblem, type Position } from "./problem.ts";

const MAX_DEPTH = 24;
/** More are of no use to a person, and a hostile text would make one for each of its keys. */
const MAX_PROBLEMS = 50;

export type YamlValue = null | boolean | number | string | YamlValue[] | { [key: string]: YamlValue };

/** Maps a path to where its value, or its key, stands; unknown paths answer with their nearest known parent. */
export interface Positions {
  at(path: readonly PathPart[]): Position;
  key(path: readonly PathPart[]): Position;
  /** A character of a text; the text's beginning where YAML's quoting or folding moved its characters. */
  within(path: readonly PathPart[], offset: number): Position;
}

export type YamlSource =
  | { readonly ok: true; readonly value: YamlValue; readonly positions: Positions }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/** What a problem says to a person. */
export interface Words {
  readonly message: string;
  readonly fix: string;
}

/** A problem of the document's text. */
export function problem(
  code: string,
  at: Position,
  { message, fix, path = "" }: Words & { readonly path?: string },
): PolicyProblem {
  return { severity: "error", code, path, ...at, message, fix };
}

/** Turns a parsed document into plain data and remembers where everything stands. */
export function readTree(root: unknown, lines: LineCounter): YamlSource {
  return new TreeReader(lines).read(root);
}

class TreeReader {
  private readonly lines: LineCounter;
  private readonly places = new Map<string, Position>();
  private readonly keys = new Map<string, Position>();
  /** Where the first character of a text stands that reads the same in the source. */
  private readonly verbatim = new Map<string, Position>();
  private readonly problems: PolicyProblem[] = [];

  constructor(lines: LineCounter) {
    this.lines = lines;
  }

  read(root: unknown): YamlSource {
    const value = this.value(root, []);
    if (this.problems.length > 0) return { ok: false, problems: this.problems };
    return {
      ok: true,
      value,
      positions: {
        at: (path) => this.nearest(path),
        key: (path) => this.keys.get(formatPath(path)) ?? this.nearest(path),
        within: (path, offset) => {
          const start = this.verbatim.get(formatPath(path));
          return start ? { line: start.line, column: start.column + offset } : this.nearest(path);
        },
      },
    };
  }

  private nearest(path: readonly PathPart[]): Position {
    for (let length = path.length; length >= 0; length -= 1) {
      const place = this.places.get(formatPath(path.slice(0, length)));
      if (place) return place;
    }
    return { line: 1, column: 1 };
  }

  private value(node: unknown, path: readonly PathPart[]): YamlValue {
    const at = this.positionOfNode(node);
    if (at) this.places.set(formatPath(path), at);
    if (path.length > MAX_DEPTH) {
      this.complain("document.depth.exceeded", path, { message: "The document nests too deeply.", fix: "Flatten it." });
      return null;
    }
    if (node === null || node === undefined) return null;
    if (isScalar(node)) {
      this.noteVerbatim(node, path);
      return this.scalar(node.value, path);
    }
    if (isSeq(node)) return node.items.map((item, index) => this.value(item, [...path, index]));
    if (isMap(node)) return this.mapping(node.items, path);
    this.complain("document.yaml.invalid", path, {
      message: "This can't stand in a policy.",
      fix: "Write plain YAML.",
    });
    return null;
  }

  private mapping(items: readonly unknown[], path: readonly PathPart[]): YamlValue {
    const result: { [key: string]: YamlValue } = {};
    for (const pair of items) {
      if (!isPair(pair)) continue;
      const key = isScalar(pair.key) ? pair.key.value : undefined;
      if (typeof key !== "string" || key === "<<" || key === "__proto__") {
        const message = key === "<<" ? "Merge keys are not allowed." : "A key must be plain text.";
        this.complain("document.key.invalid", path, { message, fix: "Write the fields out under plain names." });
        continue;
      }
      const place = this.positionOfNode(pair.key);
      if (Object.hasOwn(result, key)) {
        if (this.problems.length < MAX_PROBLEMS) {
          const words = { message: `${key} stands twice in the same mapping.`, fix: "Keep one of the two." };
          const at = place ?? this.nearest(path);
          this.problems.push(problem("document.key.duplicate", at, { path: formatPath([...path, key]), ...words }));
        }
        continue;
      }
      if (place) this.keys.set(formatPath([...path, key]), place);
      result[key] = this.value(pair.value, [...path, key]);
    }
    return result;
  }

  private scalar(value: unknown, path: readonly PathPart[]): YamlValue {
    if (value === null || typeof value === "boolean" || typeof value === "string") return value;
    if (typeof value === "number" && Number.isFinite(value)) return value;
    this.complain("document.value.invalid", path, {
      message: "This value is not text, a number or true/false.",
      fix: "Quote it.",
    });
    return null;
  }

  /** Only a text on one line, without escapes, reads in the source as it reads here. */
  private noteVerbatim(node: Scalar, path: readonly PathPart[]): void {
    if (typeof node.value !== "string" || !node.range) return;
    const quotes = node.type === "QUOTE_DOUBLE" || node.type === "QUOTE_SINGLE" ? 1 : 0;
    const isVerbatim = node.range[1] - node.range[0] === node.value.length + 2 * quotes && !node.value.includes("\n");
    const at = this.positionOfNode(node);
    if (isVerbatim && at) this.verbatim.set(formatPath(path), { line: at.line, column: at.column + quotes });
  }

  private positionOfNode(node: unknown): Position | null {
    const range = isScalar(node) || isSeq(node) || isMap(node) ? node.range : null;
    if (!range) return null;
    const { line, col } = this.lines.linePos(range[0]);
    return { line, column: col };
  }

  private complain(code: string, path: readonly PathPart[], words: Words): void {
    if (this.problems.length < MAX_PROBLEMS)
      this.problems.push(problem(code, this.nearest(path), { ...words, path: formatPath(path) }));
  }
}
