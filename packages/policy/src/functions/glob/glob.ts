import { BOOL } from "../../conditions/cel-type.ts";
import { ConditionError, spend } from "../../conditions/cel-value.ts";
import type { FunctionSpec } from "../function-spec.ts";
import { hasDotSegment } from "../paths/dot-segments.ts";

const MAX_PATTERN = 512;
const MAX_TEXT = 65_536;

/** A pattern taken apart: `null` is `*`, `""` is `?`, and anything else is itself. */
type Piece = string | null;

/**
 * `glob("*.csv", args.file)`: whether the whole text matches. `*` is any run of characters, slashes and line ends
 * included; `?` is one character; `\` takes the next one as it is. Brackets and braces must be escaped, since programs
 * differ about them. A path with `.` or `..` in it is an error for a pattern with a slash: it names another place than
 * it seems to, also where the dots stand in escapes or other characters. A zero byte is an error, escaped or not.
 */
export const glob: FunctionSpec = {
  name: "glob",
  form: "function",
  parameters: ["string", "string"],
  minArguments: 2,
  maxArguments: 2,
  result: BOOL,
  call: ([pattern, text], frame) => {
    if (typeof pattern !== "string" || typeof text !== "string")
      return new ConditionError("glob needs a pattern and a text");
    if (text.length > MAX_TEXT) return new ConditionError("the text is too long for glob");
    if (/\0|%00/.test(text))
      return new ConditionError("glob was given a text with a zero byte, where many programs stop");
    const pieces = readPattern(pattern);
    if (typeof pieces === "string") return new ConditionError(pieces);
    if (pattern.includes("/") && hasDotSegment(text))
      return new ConditionError("glob was given a path with . or .. in it");
    return (
      spend(frame, 1 + text.length / 16 + (text.length * pieces.length) / 512) ?? matchesGlobPieces(pieces, [...text])
    );
  },
  checkConstants: ([pattern]) => {
    const pieces = typeof pattern === "string" ? readPattern(pattern) : null;
    return typeof pieces === "string" ? pieces : null;
  },
};

function readPattern(pattern: string): readonly Piece[] | string {
  if (pattern.length > MAX_PATTERN) return "a glob is longer than 512 characters";
  const pieces: Piece[] = [];
  let isEscaped = false;
  for (const char of pattern) {
    if (isEscaped) pieces.push(char);
    else if (char === "*") {
      if (pieces.at(-1) !== null) pieces.push(null);
    } else if (char === "?") pieces.push("");
    else if ("[]{}".includes(char)) return `${char} in a glob must be written \\${char}`;
    else if (char !== "\\") pieces.push(char);
    isEscaped = char === "\\" && !isEscaped;
  }
  return isEscaped ? "a glob ends in \\" : pieces;
}

/** Goes back to the last `*` only, so that the work is at most the pattern's length times the text's. */
function matchesGlobPieces(pieces: readonly Piece[], text: readonly string[]): boolean {
  let [place, at, star, from] = [0, 0, -1, 0];
  while (at < text.length) {
    const piece = pieces[place];
    if (piece === null) {
      star = place;
      from = at;
      place += 1;
    } else if (piece !== undefined && (piece === "" || piece === text[at])) {
      place += 1;
      at += 1;
    } else if (star >= 0) {
      from += 1;
      place = star + 1;
      at = from;
    } else return false;
  }
  while (pieces[place] === null) place += 1;
  return place === pieces.length;
}
