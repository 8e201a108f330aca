/** What a person's data is found by: at least so long, so that nobody erases half the audit by a short word. */
export const SHORTEST_NEEDLE = 5;

/** Texts, lower case, as the database looks for them: also as JSON writes them with escapes for what isn't ASCII. */
export function storedForms(needles: readonly string[]): readonly string[] {
  return needles.flatMap((needle) => {
    const escaped = needle.replaceAll(
      /[^\u0020-\u007e]/g,
      (unit) => `\\\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
    return escaped === needle ? [needle] : [needle, escaped];
  });
}

const UNIT = /\\+u([0-9a-fA-F]{4})/g;
const ESCAPED = /\\+[nrtbf/"]?/g;
const BARE = /\\+/g;
const WORD_BEFORE = /[\p{L}\p{N}._%+-]$/u;
const WORD_AFTER = /^(?:[\p{L}\p{N}_%+@-]|\.[\p{L}\p{N}])/u;

/**
 * Whether a JSON text, whose strings may hold JSON again, holds one of these texts (lower case) by itself: not as a part
 * of another address or id.
 */
export function holdsAny(json: string, needles: readonly string[]): boolean {
  const plain = json.replaceAll(UNIT, (_all, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  // A letter after backslashes is an escape's, or the first of a word: both are tried.
  const readings = [plain.replaceAll(ESCAPED, " "), plain.replaceAll(BARE, " ")].map((text) => text.toLowerCase());
  return needles.some((needle) => readings.some((text) => standsIn(text, needle)));
}

function standsIn(text: string, needle: string): boolean {
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
    const end = at + needle.length;
    if (!WORD_BEFORE.test(text.slice(Math.max(0, at - 2), at)) && !WORD_AFTER.test(text.slice(end, end + 3)))
      return true;
  }
  return false;
}
