import { isMap, isPair, isScalar, isSeq, Lexer, LineCounter, parseDocument } from "yaml";
import { formatPath, type PathPart, type PolicyProblem, type Position } from "./problem.ts";

/** The longest policy text that is read, in UTF-16 code units. */
export const MAX_POLICY_LENGTH = 4_194_304;
const MAX_DEPTH = 24;
const MAX_INDENT = MAX_DEPTH * 8;

export type YamlValue = null | boolean | number | string | YamlValue[] | { [key: string]: YamlValue };

/** Maps a path to where its value, or its key, stands; unknown paths answer with their nearest known parent. */
export interface Positions {
  at(path: readonly PathPart[]): Position;
  key(path: readonly PathPart[]): Position;
}

export type YamlSource =
  | { readonly ok: true; readonly value: YamlValue; readonly positions: Positions }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/**
 * Reads YAML as plain data. Anchors, aliases, merge keys, tags, several documents, duplicate keys and deep nesting are
 * refused before anything is built from them, so that a small text can't become a large one.
 */
export function readYaml(text: string): YamlSource {
  const start = { line: 1, column: 1 };
  if (text.length > MAX_POLICY_LENGTH) {
    return refuse("document.size.exceeded", start, {
      message: `The document is ${text.length} characters long; at most ${MAX_POLICY_LENGTH} are read.`,
      fix: "Split long lists out of the policy or shorten it.",
    });
  }
  const lines = new LineCounter();
  const lexed = findForbiddenToken(text);
  if (lexed) return refuse(lexed.code, positionOf(text, lexed.offset), lexed);
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    strict: true,
    uniqueKeys: true,
    merge: false,
    schema: "core",
    version: "1.2",
    logLevel: "silent",
  });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    return {
      ok: false,
      problems: faults.slice(0, 50).map((fault) => {
        const { line, col } = lines.linePos(fault.pos[0]);
        const isDuplicate = fault.code === "DUPLICATE_KEY";
        return problem(
          isDuplicate ? "document.key.duplicate" : "document.yaml.invalid",
          { line, column: col },
          {
            message: isDuplicate
              ? "This key stands twice in the same mapping."
              : `Not valid YAML: ${firstLine(fault.message)}.`,
            fix: isDuplicate
              ? "Keep one of the two."
              : "Correct the YAML at this place; quote text that holds special characters.",
          },
        );
      }),
    };
  }
  return new TreeReader(lines).read(document.contents);
}

interface Words {
  readonly message: string;
  readonly fix: string;
}

function problem(code: string, at: Position, words: Words, path = ""): PolicyProblem {
  return { severity: "error", code, path, ...at, message: words.message, fix: words.fix };
}

function refuse(code: string, at: Position, words: Words): YamlSource {
  return { ok: false, problems: [problem(code, at, words)] };
}

function firstLine(text: string): string {
  return (text.split("\n")[0] ?? text).replace(/[.:]$/, "");
}

function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: offset - lineStart + 1 };
}

const FORBIDDEN_TOKENS: { readonly [first: string]: { readonly code: string } & Words } = {
  "&": {
    code: "document.anchor.refused",
    message: "Anchors are not allowed.",
    fix: "Write the value out where it is used.",
  },
  "*": {
    code: "document.alias.refused",
    message: "Aliases are not allowed.",
    fix: 'Write the value out; quote a pattern that begins with a star: "*.send_email".',
  },
  "!": {
    code: "document.tag.refused",
    message: "Tags are not allowed.",
    fix: "Remove the tag; quote text that begins with !.",
  },
  "%": { code: "document.directive.refused", message: "Directives are not allowed.", fix: "Remove the line." },
};

/** Works on the lexer's flat tokens: the parser's own recursion must not meet a hostile depth first. */
function findForbiddenToken(text: string): ({ readonly code: string; readonly offset: number } & Words) | null {
  let offset = 0;
  let flowDepth = 0;
  let indicatorsOnLine = 0;
  let followsScalarMark = false;
  for (const token of new Lexer().lex(text)) {
    const first = token[0] ?? "";
    if (followsScalarMark) {
      followsScalarMark = false;
      offset += token.length;
      continue;
    }
    if (token === SCALAR_MARK) followsScalarMark = true;
    if (
      offset > 0 &&
      text[offset - 1] === "\n" &&
      token.trim() === "" &&
      token.length > MAX_INDENT &&
      token !== SCALAR_MARK
    ) {
      return { code: "document.depth.exceeded", offset, message: "The document nests too deeply.", fix: "Flatten it." };
    }
    if (token === "[" || token === "{") flowDepth += 1;
    if (token === "]" || token === "}") flowDepth -= 1;
    if (token === "\n" || token === "\r\n") indicatorsOnLine = 0;
    if (token === "-" || token === "?" || token === ":") indicatorsOnLine += 1;
    if (flowDepth > MAX_DEPTH || (flowDepth === 0 && indicatorsOnLine > MAX_DEPTH)) {
      return { code: "document.depth.exceeded", offset, message: "The document nests too deeply.", fix: "Flatten it." };
    }
    const forbidden = FORBIDDEN_TOKENS[first];
    if (forbidden) return { ...forbidden, offset };
    if (!isMarker(token)) offset += token.length;
  }
  return null;
}

/** The lexer announces the source of a plain or block scalar, which is the next token, by this zero-width one. */
const SCALAR_MARK = "\u001f";

/** Zero-width tokens by which the lexer marks documents, scalars and flow errors. */
function isMarker(token: string): boolean {
  return token === "\u0002" || token === "\u0018" || token === SCALAR_MARK;
}

class TreeReader {
  private readonly lines: LineCounter;
  private readonly places = new Map<string, Position>();
  private readonly keys = new Map<string, Position>();
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
    if (isScalar(node)) return this.scalar(node.value, path);
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

  private positionOfNode(node: unknown): Position | null {
    const range = isScalar(node) || isSeq(node) || isMap(node) ? node.range : null;
    if (!range) return null;
    const { line, col } = this.lines.linePos(range[0]);
    return { line, column: col };
  }

  private complain(code: string, path: readonly PathPart[], words: Words): void {
    if (this.problems.length < 50) this.problems.push(problem(code, this.nearest(path), words, formatPath(path)));
  }
}
