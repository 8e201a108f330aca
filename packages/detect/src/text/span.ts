/** A part of a text, in UTF-16 units; the end is not part of it. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Looks through a text. Its work is linear in the text's length. */
export type Scan = (text: string) => Span[];

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** A to Z, a to z, 0 to 9. NaN (outside the text) is none of them. */
export function isAlphanumeric(code: number): boolean {
  return isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

/** Neither before nor after the span does a letter or digit continue it. */
export function standsAlone(text: string, { start, end }: Span): boolean {
  return !isAlphanumeric(text.charCodeAt(start - 1)) && !isAlphanumeric(text.charCodeAt(end));
}

const CONTEXT = 40;

/** Whether one of the words that tell what a number is stands shortly before it. */
export function isToldBefore(text: string, start: number, words: RegExp): boolean {
  return words.test(text.slice(Math.max(0, start - CONTEXT), start));
}
