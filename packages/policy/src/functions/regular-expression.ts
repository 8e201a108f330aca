import { RE2JS } from "@bufbuild/re2";
import { ConditionError } from "../conditions/cel-value.ts";

const MAX_PATTERN_LENGTH = 512;
const MAX_KEPT_PATTERNS = 256;
/** Repeats are written out when a pattern is compiled: `(a{1,30}){1,30}` has 1,864 steps. */
const MAX_STEPS = 2_000;

/** A pattern that takes time in proportion to the text, and never more than its own steps for each character. */
export interface RegularExpression {
  readonly steps: number;
  readonly test: (text: string) => boolean;
}

/** Patterns are compiled once; the map is emptied rather than grown when patterns come from calls. */
const kept = new Map<string, RegularExpression>();

/** Compiles RE2 syntax. The error says why it can't be used: backreferences and lookaround aren't linear and aren't RE2. */
export function compilePattern(pattern: string): RegularExpression | ConditionError {
  const known = kept.get(pattern);
  if (known) return known;
  if (pattern.length > MAX_PATTERN_LENGTH) {
    return new ConditionError("a regular expression is longer than 512 characters");
  }
  if (writtenOut(pattern) > 2 * MAX_STEPS) return TOO_MANY_REPEATS;
  try {
    const compiled = RE2JS.compile(pattern);
    const steps = compiled.re2().prog.numInst();
    if (steps > MAX_STEPS) return TOO_MANY_REPEATS;
    const expression: RegularExpression = { steps, test: (text) => compiled.test(text) };
    if (kept.size >= MAX_KEPT_PATTERNS) kept.clear();
    kept.set(pattern, expression);
    return expression;
  } catch {
    return new ConditionError("a regular expression is not valid RE2 syntax");
  }
}

const TOO_MANY_REPEATS = new ConditionError("a regular expression repeats too much");

const TOKEN =
  /\\(?:[pPx]\{[^}]*\}|[\s\S])|\[\^?\]?(?:\\[\s\S]|\[:\^?\w+:\]|[^\]\\])*\]|\{(\d{1,4})(?:,(\d{0,4}))?\}|[\s\S]/g;

/** About how many characters a pattern has once its `{n,m}` are written out, found before anything writes them out. */
function writtenOut(pattern: string): number {
  const outer: number[] = [];
  let size = 0;
  let last = 0;
  for (const [token, least, most] of pattern.matchAll(TOKEN)) {
    if (token === "(") {
      outer.push(size);
      size = 0;
    } else if (least !== undefined) {
      const grown = last * Math.max(Number(most || least), 1);
      size += grown - last;
      last = grown;
    } else if (token === ")") {
      last = size + 2;
      size = (outer.pop() ?? 0) + last;
    } else {
      last = 1;
      size += 1;
    }
  }
  return outer.reduce((sum, part) => sum + part, size);
}
