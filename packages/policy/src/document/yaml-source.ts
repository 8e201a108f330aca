import { Lexer, LineCounter, parseDocument } from "yaml";
import type { Position } from "./problem.ts";
import { problem, readTree, type Words, type YamlSource } from "./yaml-tree.ts";

/** The longest policy text that is read, in UTF-16 code units. */
export const MAX_POLICY_LENGTH = 2_097_152;
const MAX_DEPTH = 24;
const MAX_INDENT = MAX_DEPTH * 8;
/** The parser takes about a kilobyte and five microseconds for each; ten thousand rules have some 190,000. */
const MAX_NODES = 250_000;

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
    // The tree looks for repeated keys itself: the library compares every key with every other.
    uniqueKeys: false,
    merge: false,
    schema: "core",
    version: "1.2",
    logLevel: "error",
  });
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
  let nodes = 0;
  let indicatorsOnLine = 0;
  let followsScalarMark = false;
  for (const token of new Lexer().lex(text)) {
    const first = token[0] ?? "";
    if (followsScalarMark) {
      followsScalarMark = false;
      offset += token.length;
      continue;
    }
    if (isDeepIndent(text, { token, offset })) return { ...TOO_DEEP, offset };
    if (NODE_STARTS.has(first)) nodes += 1;
    if (nodes > MAX_NODES) return { ...TOO_MANY, offset };
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
const TOO_MANY = {
  code: "document.size.exceeded",
  message: `The document holds more than ${MAX_NODES} values.`,
  fix: "Shorten its lists, or name patterns in place of single entries.",
} as const;
const UNPAIRED = {
  code: "document.yaml.invalid",
  message: "Not valid YAML: this bracket closes none that is open.",
  fix: "Correct the brackets; quote text that holds special characters.",
} as const;

/** The lexer announces the source of a plain or block scalar, which is the next token, by this zero-width one. */
const SCALAR_MARK = "\u001f";

/** How tokens begin that become a node of the document. */
const NODE_STARTS: ReadonlySet<string> = new Set([SCALAR_MARK, '"', "'", "[", "{"]);

/** Zero-width tokens by which the lexer marks documents, scalars and flow errors. */
function isMarker(token: string): boolean {
  return token === "\u0002" || token === "\u0018" || token === SCALAR_MARK;
}
