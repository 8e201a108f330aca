import { toASCII, toUnicode } from "tr46";

const MAX_DOMAIN = 253;
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
const ASCII = /^[\u0021-\u007e]*$/;
const MAPPING = { checkBidi: true, checkJoiners: true, useSTD3ASCIIRules: false, verifyDNSLength: true } as const;

/**
 * A domain in its one comparable form: lower case, other scripts as `xn--` (UTS 46, non-transitional). Null for whatever
 * isn't plainly a domain: empty labels, a trailing dot, characters outside letters, digits, `-` and `_`, labels over 63
 * or names over 253, `xn--` labels that mean nothing, and characters that only turn into such a name (full-width
 * letters, other full stops, ligatures), since not every program turns them.
 */
export function readDomain(text: string): string | null {
  const isAscii = ASCII.test(text);
  const lower = isAscii ? text.toLowerCase() : text;
  const ascii = isAscii && !/(?:^|\.)xn--/.test(lower) ? lower : mapped(lower);
  if (ascii === null || ascii.length > MAX_DOMAIN) return null;
  return ascii.split(".").every((label) => LABEL.test(label)) ? ascii : null;
}

/** The ASCII form of a name in other scripts, if the name is what that form is shown as. */
function mapped(text: string): string | null {
  if (text.length > MAX_DOMAIN || isDisguised(text)) return null;
  const ascii = toASCII(text, MAPPING);
  if (ascii === null) return null;
  const shown = toUnicode(ascii, MAPPING);
  if (shown.error) return null;
  const isSame = toUnicode(text.normalize("NFC").toLowerCase(), MAPPING).domain === shown.domain;
  return isSame ? ascii : null;
}

/** Whether some character is, or hides, another than the one that is seen: invisible, or a variant of an ASCII one. */
export function isDisguised(text: string): boolean {
  if (ASCII.test(text)) return false;
  for (const char of text) {
    if (char <= "\u007e" && char >= " ") continue;
    if (/[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u.test(char)) return true;
    if (/[\0-\u007f\u3002]/.test(char.normalize("NFKC")) || /[\0-\u007f]/.test(char.toLowerCase())) return true;
  }
  return false;
}
