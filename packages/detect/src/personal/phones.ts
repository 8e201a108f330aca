import { isAlphanumeric, isToldBefore, type Span, standsAlone } from "../text/span.ts";

const GAP = "(?:[ \\t]?[-./ ()][ \\t(]?|[ \\t]{0,2}[()][ \\t]{0,2})";
const INTERNATIONAL = new RegExp(`(?:\\+|\\b00)[ \\t(]?[1-9](?:${GAP}?\\d){6,14}`, "g");
const NORTH_AMERICAN = new RegExp(
  `(?:\\+?1${GAP}?)?\\(?[2-9]\\d{2}\\)?[ \\t]?[-. \\u00b7]?[ \\t]?[2-9]\\d{2}[-. ][ \\t]?\\d{4}`,
  "g",
);
/** An area in brackets, then two groups with a dash, as in Brazil. */
const BRACKETED = /\([1-9]\d\)[ \t]?9?\d{4}-\d{4}/g;
const NATIONAL = /\(?0[1-9]\d{0,4}\)?(?:[ \t]?[-/. ][ \t]?\d{2,8}){1,5}/g;
const BARE = /\d(?:[ \t]?[-./ ()]?[ \t]?\d){6,14}/g;
const WORDS =
  /(?:phone|mobile|cell|tel|call(?: me)?|sms|fax|whatsapp|signal|text me|handy|telefon|móvil|portable|contact|ring)[\w.]{0,8}["']?[\s:#=."'+(at-]{0,6}$/i;
const COUNTRIES =
  /^(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|2[1-69]\d|35\d|37\d|38\d|42\d|5[09]\d|6[789]\d|8[0578]\d|9[679]\d)/;
/** What a number is said to be, by a word of its own: "note" doesn't begin with "no.", nor does "said" end in "id". */
const NOT_A_PHONE =
  /(?<![a-z])(?:(?:isbn|issn|order|invoice|ref|tracking|sku|serial|version|iban|account|ticket|issue|part|model|zip)(?:(?:erence|s)?[ _-]?(?:id|no|nr|num|number|code)?)|id|[ps]\/n|utc|gmt|no|nr)\.?["']?[\s:#="']{0,4}$/i;
const TIME_ZONE = /(?:utc|gmt)[\s:="']{0,4}$/i;

/** Telephone numbers: with a country's code, in the groups of North America, in national groups, or told to be one. */
export function findPhones(text: string): Span[] {
  return [
    ...candidates(text, INTERNATIONAL, isInternational),
    ...candidates(text, NORTH_AMERICAN, ({ start }) => !isOther(text, start)),
    ...candidates(text, BRACKETED, ({ start }) => !isOther(text, start)),
    ...candidates(text, NATIONAL, (span) => isNational(text, span)),
    ...candidates(text, BARE, ({ start }) => isToldBefore(text, start, WORDS)),
  ];

  function isInternational({ start, end }: Span): boolean {
    const digits = text.slice(start, end).replace(/\D/g, "").replace(/^00/, "");
    if (digits.length < 8 || digits.length > 15 || !COUNTRIES.test(digits)) return false;
    if (text.charAt(start) === "+" ? isToldBefore(text, start, TIME_ZONE) : isOther(text, start)) return false;
    return !digits.startsWith("1") || (digits.length === 11 && /^1[2-9]\d\d[2-9]/.test(digits));
  }
}

function candidates(text: string, pattern: RegExp, accepts: (span: Span) => boolean): Span[] {
  const found: Span[] = [];
  for (const match of text.matchAll(pattern)) {
    const span = { start: match.index, end: match.index + match[0].length };
    if (standsAlone(text, span) && !isPartOfMore(text, span) && accepts(span)) found.push(span);
  }
  return found;
}

/** More digits before or after, only a sign apart: a date, an ISBN, an address. */
function isPartOfMore(text: string, { start, end }: Span): boolean {
  const before = /[0-9A-Za-z][-./:_]$/.test(text.slice(Math.max(0, start - 2), start));
  return before || (/^[-./:_]$/.test(text.charAt(end)) && isAlphanumeric(text.charCodeAt(end + 1)));
}

function isOther(text: string, start: number): boolean {
  return isToldBefore(text, start, NOT_A_PHONE);
}

/** A leading zero, 9 to 12 digits, and no date or time. */
function isNational(text: string, { start, end }: Span): boolean {
  const written = text.slice(start, end);
  const digits = written.replace(/\D/g, "");
  if (digits.length < 9 || digits.length > 12 || isOther(text, start)) return false;
  const isDate = /^0\d[-/.]\d{2}[-/.]\d{4}/.test(written);
  // Five pairs with dots are French; other dotted digits are versions and addresses.
  if (/^\d{5}-\d{4}$/.test(written)) return false; // The United States' postal codes.
  return !isDate && (!/^\d{1,4}(?:\.\d+)+$/.test(written) || /^0[1-9](?:\.\d{2}){4}$/.test(written));
}
