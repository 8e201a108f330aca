import type { MappedText } from "./fold-characters.ts";
import { Rewriting } from "./rewrite.ts";

const DIGIT_WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
const DIGIT = `(?:${DIGIT_WORDS.join("|")}|oh)`;
/** Digits in words, as many as a telephone has at least. */
const DIGITS = new RegExp(`\\b${DIGIT}(?:[ ,.-]{1,3}${DIGIT}){7,}\\b`, "gi");
/** `jane at example dot com`: only with a dot in words, since "look at example.com" is prose. */
const ADDRESS = /[\w+-]{1,40}(?: dot [\w+-]{1,40}){0,3} at [\w-]{1,40}(?: dot [\w-]{2,40}){1,4}/gi;

/** The text with digits and signs written as such that were put in words. Null when there are none. */
export function writeSpoken(text: string): MappedText | null {
  const rewriting = new Rewriting(text);
  const spans = [...text.matchAll(DIGITS), ...text.matchAll(ADDRESS)].sort((a, b) => a.index - b.index);
  let till = 0;
  for (const { index, 0: spoken } of spans) {
    if (index < till) continue;
    till = index + spoken.length;
    for (const word of spoken.matchAll(/[a-z0-9_+-]+| (?:at|dot) |[ ,.-]+/gi)) {
      const written = signOf(word[0].toLowerCase());
      if (written !== null) rewriting.replace(index + word.index, index + word.index + word[0].length, written);
    }
  }
  return rewriting.finish();
}

function signOf(word: string): string | null {
  if (word === " at ") return "@";
  if (word === " dot ") return ".";
  if (/^[ ,.-]+$/.test(word)) return "";
  const digit = word === "oh" ? 0 : DIGIT_WORDS.indexOf(word);
  return digit < 0 ? null : String(digit);
}
