import { isAlphanumeric, isDigit, type Span } from "../text/span.ts";
import { luhn } from "./check-digits.ts";

const LEAST = 13;
const MOST = 19;
/** What may stand between the digits of a card, besides nothing. */
const SEPARATOR = /^(?:[ \t]{0,2}|[ \t]?[-._/|·•*,:;][ \t]?|\r?\n[ \t]{0,4}|["'][ \t]?[+,][ \t]?["'])$/;
const LONGEST_SEPARATOR = 6;
/** Most groups that are looked at together: single digits, each apart. */
const MOST_GROUPS = MOST;

interface Group extends Span {
  /** What stands between this group and the one before. */
  readonly before: string | null;
}

/**
 * Payment cards: an issuer's range, its lengths and the check digit. Digits may stand in the groups cards have, or in
 * any groups with one separator throughout; never as a part of longer numbers.
 */
export function findCards(text: string): Span[] {
  const found: Span[] = [];
  for (const run of digitRuns(text)) {
    for (let first = 0; first < run.length; ) {
      const size = cardAt(text, run, first);
      const [start, end] = [run[first], run[first + size - 1]];
      if (size > 0 && start && end) found.push({ start: start.start, end: end.end });
      first += Math.max(size, 1);
    }
  }
  return found;
}

/** How many groups from `first` make a card; 0 when none do. */
function cardAt(text: string, run: readonly Group[], first: number): number {
  let digits = "";
  const lengths: number[] = [];
  const separators = new Set<string>();
  for (let size = 1; size <= MOST_GROUPS && first + size <= run.length; size += 1) {
    const group = run[first + size - 1];
    if (!group) return 0;
    digits += text.slice(group.start, group.end);
    if (digits.length > MOST) return 0;
    lengths.push(group.end - group.start);
    if (size > 1) separators.add((group.before ?? "").trim() || " ");
    if (digits.length < LEAST) continue;
    const isWholeRun = first === 0 && size === run.length;
    const isGrouped = size === 1 || (isCardGrouping(lengths) && separators.size === 1);
    const isOddly = isWholeRun && (separators.size === 1 || digits.length >= 15);
    if ((isGrouped || isOddly) && isCard(digits) && !isInside(text, run[first], group)) return size;
  }
  return 0;
}

/** 4-4-4-4 and a rest, 4-6-5, 4-6-4. */
function isCardGrouping(lengths: readonly number[]): boolean {
  const text = lengths.join("-");
  return text === "4-6-5" || text === "4-6-4" || /^4-4-4-[1-7]$|^4-4-4-4-[1-3]$/.test(text);
}

/** Whether letters or a decimal sign make it a part of something else. */
function isInside(text: string, first: Group | undefined, last: Group): boolean {
  if (!first) return true;
  const before = text.charCodeAt(first.start - 1);
  const after = text.charCodeAt(last.end);
  if (isAlphanumeric(after) || (isAlphanumeric(before) && !isEscapeOrLabel(text, first.start))) return true;
  // 0.4111111111111111 is a number with decimals, and so is 4111111111111111.5.
  const isDecimal = first === last && text.charAt(first.start - 1) === "." && isDigit(text.charCodeAt(first.start - 2));
  return isDecimal || (first === last && text.charAt(last.end) === "." && isDigit(text.charCodeAt(last.end + 1)));
}

/** Letters right before the digits that end a word of their own, such as `card4111…` or `PAN4111…`. */
function isEscapeOrLabel(text: string, start: number): boolean {
  return /(?:card|cc|pan|visa|amex|mastercard|num|number|no)$/i.test(text.slice(Math.max(0, start - 12), start));
}

function* digitRuns(text: string): Generator<readonly Group[]> {
  let run: Group[] = [];
  for (const match of text.matchAll(/\d+/g)) {
    const previous = run.at(-1);
    const between = previous
      ? text.slice(previous.end, Math.min(match.index, previous.end + LONGEST_SEPARATOR + 1))
      : null;
    const joins = between !== null && between.length <= LONGEST_SEPARATOR && SEPARATOR.test(between);
    if (!joins && run.length > 0) {
      yield run;
      run = [];
    }
    run.push({ start: match.index, end: match.index + match[0].length, before: joins ? between : null });
  }
  if (run.length > 0) yield run;
}

/** Issuers by the first six digits, with the lengths of their numbers. */
const ISSUERS: readonly (readonly [from: number, till: number, lengths: string])[] = [
  [400000, 499999, "13 16 19"],
  [510000, 559999, "16"],
  [222100, 272099, "16"],
  [340000, 349999, "15"],
  [370000, 379999, "15"],
  [300000, 305999, "14 16"],
  [309500, 309599, "14 16"],
  [360000, 369999, "14 16"],
  [380000, 399999, "14 16"],
  [352800, 358999, "16 17 18 19"],
  [601100, 601199, "16 19"],
  [622126, 622925, "16 19"],
  [644000, 659999, "16 19"],
  [620000, 629999, "16 17 18 19"],
  [810000, 817199, "16 19"],
  [220000, 220499, "16 17 18 19"],
  [500000, 509999, "16 17 18 19"],
  [560000, 589999, "16 17 18 19"],
  [600000, 600999, "16"],
  [606282, 606282, "16"],
  [630400, 630499, "16 17 18 19"],
  [637000, 639999, "16"],
  [670000, 679999, "16 17 18 19"],
  [979200, 979289, "16"],
];

function isCard(digits: string): boolean {
  const issuer = Number(digits.slice(0, 6));
  const length = String(digits.length);
  if (!ISSUERS.some(([from, till, lengths]) => issuer >= from && issuer <= till && lengths.split(" ").includes(length)))
    return false;
  if (!luhn(digits) || /^(\d)\1+$/.test(digits)) return false;
  return digits.length !== LEAST || !isEan13(digits);
}

/** Articles and books have 13 digits too, with a check digit of their own. */
function isEan13(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) sum += Number(digits[at]) * (at % 2 === 0 ? 1 : 3);
  return sum % 10 === 0;
}
