import { isToldBefore, type Span, standsAlone } from "../text/span.ts";
import { luhn, modulo97, verhoeff, weighted } from "./check-digits.ts";

interface NumberKind {
  readonly pattern: RegExp;
  readonly accepts: (written: string, digits: string) => boolean;
  /** What must be said before it, where its form alone tells too little. */
  readonly told?: RegExp;
}

const SSN_WORDS = /(?:\bssn|social[ -]?security|soc\.? ?sec)[\w .]{0,14}["']?[\s:#="']{0,5}$/i;

const KINDS: readonly NumberKind[] = [
  { pattern: /\d{3}([-. ])\d{2}\1\d{4}/g, accepts: (_, digits) => isUnitedStates(digits) },
  { pattern: /\d{3}[-. /]?\d{2}[-. /]?\d{4}/g, accepts: (_, digits) => isUnitedStates(digits), told: SSN_WORDS },
  {
    pattern:
      /[A-CEGHJ-PR-TW-Za-ceghj-pr-tw-z][A-CEGHJ-NPR-TW-Za-ceghj-npr-tw-z][ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-Da-d]/g,
    accepts: (written) => !/^(?:BG|GB|NK|KN|TN|NT|ZZ)/i.test(written),
  },
  { pattern: /[12378][ .]?\d{2}[ .]?[0-9]{2}[ .]?\d[0-9AB][ .]?\d{3}[ .]?\d{3}[ .]?\d{2}/g, accepts: isFrench },
  { pattern: /(?:\d{8}|[XYZxyz]-?\d{7})-?[A-HJ-NP-TV-Za-hj-np-tv-z]/g, accepts: isSpanish },
  {
    pattern: /[A-Za-z]{6}\d{2}[A-EHLMPRSTa-ehlmprst]\d{2}[A-Za-z]\d{3}[A-Za-z]/g,
    accepts: (written) => isItalian(written.toUpperCase()),
  },
  { pattern: /\d{3}\.\d{3}\.\d{3}-\d{2}/g, accepts: (_, digits) => isBrazilian(digits) },
  { pattern: /[1-79]\d{2}([- ])\d{3}\1\d{3}/g, accepts: (_, digits) => luhn(digits) && !/^(\d)\1+$/.test(digits) },
  { pattern: /[2-9]\d{3}([- ])\d{4}\1\d{4}/g, accepts: (_, digits) => verhoeff(digits) },
  { pattern: /(?:19|20)?\d{2}[01]\d[0-3]\d[-+]\d{4}/g, accepts: (_, digits) => luhn(digits.slice(-10)) },
  { pattern: /[1-9]\d{5}(?:19|20)\d{2}[01]\d[0-3]\d\d{3}[\dXx]/g, accepts: isChinese },
];

/** Numbers by which a state knows a person. The United States' by its rules, others by their check digits. */
export function findIdentityNumbers(text: string): Span[] {
  return KINDS.flatMap(({ pattern, accepts, told }) => {
    const found: Span[] = [];
    for (const match of text.matchAll(pattern)) {
      const span = { start: match.index, end: match.index + match[0].length };
      if (!standsAlone(text, span) || isPartOfMore(text, span)) continue;
      if (told && !isToldBefore(text, span.start, told)) continue;
      if (accepts(match[0], match[0].replace(/\D/g, ""))) found.push(span);
    }
    return found;
  });
}

function isPartOfMore(text: string, { start, end }: Span): boolean {
  // Groups with spaces among more of them: a row of a table, a longer number.
  const isInRow = /\d $/.test(text.slice(Math.max(0, start - 2), start)) || /^ \d/.test(text.slice(end, end + 2));
  if (isInRow && /\d \d/.test(text.slice(start, end))) return true;
  return (
    /\d[-.+/]$|[-_]$/.test(text.slice(Math.max(0, start - 2), start)) || /^(?:[-.]\w|_)/.test(text.slice(end, end + 2))
  );
}

/** Area, group and serial as they are given out; taxpayers' numbers too. */
function isUnitedStates(digits: string): boolean {
  const [area, group, serial] = [digits.slice(0, 3), Number(digits.slice(3, 5)), digits.slice(5)];
  if (area === "000" || area === "666" || group === 0 || serial === "0000") return false;
  if (!area.startsWith("9")) return true;
  return (group >= 50 && group <= 65) || (group >= 70 && group <= 88) || (group >= 90 && group !== 93);
}

function isFrench(written: string): boolean {
  const plain = written.replace(/[ .]/g, "").replace("2A", "19").replace("2B", "18");
  if (!/^\d{15}$/.test(plain)) return false;
  const month = Number(plain.slice(3, 5));
  const isMonth = (month >= 1 && month <= 12) || (month >= 20 && month <= 42) || (month >= 50 && month <= 99);
  return isMonth && 97 - modulo97(plain.slice(0, 13)) === Number(plain.slice(13));
}

function isSpanish(written: string): boolean {
  const plain = written.replaceAll("-", "").toUpperCase();
  const number = Number(plain.slice(0, -1).replace("X", "0").replace("Y", "1").replace("Z", "2"));
  return "TRWAGMYFPDXBNJZSQVHLCKE".charAt(number % 23) === plain.slice(-1);
}

const ODD_PLACES = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

function isItalian(code: string): boolean {
  let sum = 0;
  for (let at = 0; at < 15; at += 1) {
    const char = code.charAt(at);
    const value = /\d/.test(char) ? Number(char) : char.charCodeAt(0) - 65;
    sum += at % 2 === 0 ? (ODD_PLACES[value] ?? 0) : value;
  }
  return String.fromCharCode(65 + (sum % 26)) === code.charAt(15);
}

function isBrazilian(digits: string): boolean {
  if (/^(\d)\1+$/.test(digits)) return false;
  const first = ((weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10) % 11) % 10;
  const second = ((weighted(digits, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10) % 11) % 10;
  return first === Number(digits[9]) && second === Number(digits[10]);
}

function isChinese(written: string): boolean {
  const sum = weighted(written, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
  return "10X98765432".charAt(sum % 11) === written.slice(-1).toUpperCase();
}
