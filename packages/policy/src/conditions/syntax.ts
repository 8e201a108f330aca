import { parse } from "@bufbuild/cel";

/** The longest condition, in UTF-16 code units, and how deep its brackets and operators may nest. */
export const MAX_CONDITION_LENGTH = 4_000;
const MAX_BRACKET_DEPTH = 24;

export type Expr = ReturnType<typeof parse>["expr"];
export type CallExpr = Extract<Expr["exprKind"], { case: "callExpr" }>["value"];
export type FoldExpr = Extract<Expr["exprKind"], { case: "comprehensionExpr" }>["value"];

export interface SyntaxTree {
  readonly root: Expr;
  /** Where a part of the expression begins in its text. */
  offsetOf(expr: Expr): number;
  /** The number literal that stands at an expression, as it is written; null when there is none. */
  numberAt(expr: Expr): string | null;
}

export type ParsedCondition =
  | { readonly ok: true; readonly tree: SyntaxTree }
  | { readonly ok: false; readonly message: string; readonly offset: number };

/** Parses a CEL expression, macros expanded. Length and nesting are bounded before the parser sees the text. */
export function parseCondition(text: string): ParsedCondition {
  if (text.length > MAX_CONDITION_LENGTH) {
    return { ok: false, message: `the condition is longer than ${MAX_CONDITION_LENGTH} characters`, offset: 0 };
  }
  const tooDeep = findExcessDepth(text);
  if (tooDeep !== null) return { ok: false, message: "the condition nests too deeply", offset: tooDeep };
  try {
    const parsed = parse(text);
    const positions = parsed.sourceInfo?.positions ?? {};
    const offsetOf = (expr: Expr): number => positions[String(expr.id)] ?? 0;
    return { ok: true, tree: { root: parsed.expr, offsetOf, numberAt: (expr) => numberAt(text, offsetOf(expr)) } };
  } catch (error) {
    return { ok: false, message: syntaxMessage(error), offset: syntaxOffset(error) };
  }
}

const NUMBER = /-?\s*(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;

function numberAt(text: string, offset: number): string | null {
  NUMBER.lastIndex = offset;
  return NUMBER.exec(text)?.[0] ?? null;
}

/** Counts brackets and runs of `!` and `-` outside text; the parser recurses once for each. */
function findExcessDepth(text: string): number | null {
  let depth = 0;
  let unary = 0;
  let quote = "";
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index] ?? "";
    if (quote !== "") {
      if (char === "\\") index += 1;
      else if (char === quote) quote = "";
      continue;
    }
    if (char === '"' || char === "'") quote = char;
    if ("([{".includes(char)) depth += 1;
    if (")]}".includes(char)) depth -= 1;
    unary = char === "!" || char === "-" ? unary + 1 : char.trim() === "" ? unary : 0;
    if (depth > MAX_BRACKET_DEPTH || unary > MAX_BRACKET_DEPTH) return index;
  }
  return null;
}

function syntaxMessage(error: unknown): string {
  if (error instanceof RangeError) return "the condition nests too deeply";
  const raw = error instanceof Error ? error.message : "";
  const found = /found (end of input|\S+)/.exec(raw);
  return found
    ? `not valid CEL: it breaks off at ${found[1] === "end of input" ? "the end" : `"${found[1]}"`}`
    : "not valid CEL";
}

function syntaxOffset(error: unknown): number {
  if (typeof error !== "object" || error === null || !("location" in error)) return 0;
  const { location } = error as { location?: { start?: { offset?: unknown } } };
  return typeof location?.start?.offset === "number" ? location.start.offset : 0;
}
