import { Lexer, LineCounter, parseDocument } from "yaml";
import type { Position } from "./problem.ts";
import { RepeatedKeys } from "./repeated-keys.ts";
import { problem, readTree, type Words, type YamlSource } from "./yaml-tree.ts";

/** The longest policy text that is read, in UTF-16 code units. */
export const MAX_POLICY_LENGTH = 2_097_152;
/** In a longer text a key that stands twice is refused at once; in others the tree tells of each, with its path. */
const EAGER_LENGTH = 16_384;
const MAX_DEPTH = 24;
const MAX_INDENT = MAX_DEPTH * 8;
/** The parser takes some five microseconds for each line, also for an empty one. Enough for 10,000 rules of ten lines. */
const MAX_LINES = 100_000;
/** So many signs that may begin or end a value; ten thousand rules, each with a condition of its own, have 250,000. */
const MAX_MARKS = 300_000;

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
  const crowded = findCrowd(text);
  if (crowded) return refuse("document.size.exceeded", crowded.at, crowded);
  const lines = new LineCounter();
  const lexed = findForbiddenToken(text);
  if (lexed) return refuse(lexed.code, positionOf(text, lexed.offset), lexed);
  const document = withoutTraces(() =>
    parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      strict: true,
      // The tree looks for repeated keys itself: the library compares every key with every other.
      uniqueKeys: false,
      merge: false,
      schema: "core",
      version: "1.2",
      logLevel: "error",
    }),
  );
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    return {
      ok: false,
      problems: faults.slice(0, 50).map((fault) => {
        const { line, col } = lines.linePos(fault.pos[0]);
        return problem(
          "document.yaml.invalid",
          { line, column: col },
          {
            message: `Not valid YAML: ${firstLine(fault.message)}.`,
            fix: "Correct the YAML at this place; quote text that holds special characters.",
          },
        );
      }),
    };
  }
  return readTree(document.contents, lines);
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

/** The library makes an Error of every fault it finds, and a trace of the stack for each costs ten times the parsing. */
function withoutTraces<T>(work: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/** Counts what makes a text costly to read, in one pass over its characters and before any token is made of it. */
function findCrowd(text: string): ({ readonly at: Position } & Words) | null {
  let line = 1;
  let lineStart = 0;
  let marks = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (sign > LAST_MARK || MARKS[sign] !== 1) continue;
    marks += 1;
    if (marks > MAX_MARKS) return { ...TOO_MANY_MARKS, at: { line, column: at - lineStart + 1 } };
    if (sign !== NEWLINE) continue;
    line += 1;
    lineStart = at + 1;
    if (line > MAX_LINES) return { ...TOO_MANY_LINES, at: { line, column: 1 } };
  }
  return null;
}

const NEWLINE = 10;
/** Signs between which values stand, by their code. */
const MARKS = new Uint8Array(128);
for (const mark of "\n,:?-[]{}\"'") MARKS[mark.charCodeAt(0)] = 1;
const LAST_MARK = MARKS.length - 1;

const TOO_MANY_LINES = {
  message: `The document has more than ${MAX_LINES} lines.`,
  fix: "Shorten its lists, or name patterns in place of single entries.",
} as const;
const TOO_MANY_MARKS = {
  message: `The document holds more than ${MAX_MARKS} of the signs that part values: line ends, commas, colons, dashes, brackets, quotes.`,
  fix: TOO_MANY_LINES.fix,
} as const;

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

/** Works on the lexer's flat tokens: the parser's own recursion and memory must not meet a hostile text first. */
function findForbiddenToken(text: string): ({ readonly code: string; readonly offset: number } & Words) | null {
  const opened: string[] = [];
  let offset = 0;
  let indicatorsOnLine = 0;
  let followsScalarMark = false;
  const repeated = text.length > EAGER_LENGTH ? new RepeatedKeys() : null;
  for (const token of new Lexer().lex(text)) {
    const first = token[0] ?? "";
    const again = isMarker(token) ? null : (repeated?.take(token, offset, followsScalarMark) ?? null);
    if (again !== null) return { ...TWICE, offset: again };
    if (followsScalarMark) {
      followsScalarMark = false;
      offset += token.length;
      continue;
    }
    if (isDeepIndent(text, { token, offset })) return { ...TOO_DEEP, offset };
    if (token === SCALAR_MARK) followsScalarMark = true;
    if (token === "[" || token === "{") opened.push(token);
    if (token === "]" || token === "}") {
      if (opened.pop() !== (token === "]" ? "[" : "{")) return { ...UNPAIRED, offset };
    }
    if (token === "\n" || token === "\r\n") indicatorsOnLine = 0;
    if (token === "-" || token === "?" || token === ":") indicatorsOnLine += 1;
    if (opened.length > MAX_DEPTH || (opened.length === 0 && indicatorsOnLine > MAX_DEPTH)) {
      return { ...TOO_DEEP, offset };
    }
    const forbidden = FORBIDDEN_TOKENS[first];
    if (forbidden) return { ...forbidden, offset };
    if (!isMarker(token)) offset += token.length;
  }
  return null;
}

function isDeepIndent(text: string, { token, offset }: { readonly token: string; readonly offset: number }): boolean {
  if (token.length <= MAX_INDENT || token === SCALAR_MARK) return false;
  return offset > 0 && text[offset - 1] === "\n" && token.trim() === "";
}

const TOO_DEEP = {
  code: "document.depth.exceeded",
  message: "The document nests too deeply.",
  fix: "Flatten it.",
} as const;
const TWICE = {
  code: "document.key.duplicate",
  message: "This key stands twice in the same mapping.",
  fix: "Keep one of the two.",
} as const;
const UNPAIRED = {
  code: "document.yaml.invalid",
  message: "Not valid YAML: this bracket closes none that is open.",
  fix: "Correct the brackets; quote text that holds special characters.",
} as const;

/** The lexer announces the source of a plain or block scalar, which is the next token, by this zero-width one. */
const SCALAR_MARK = "\u001f";

/** Zero-width tokens by which the lexer marks documents, scalars and flow errors. */
function isMarker(token: string): boolean {
  return token === "\u0002" || token === "\u0018" || token === SCALAR_MARK;
}
