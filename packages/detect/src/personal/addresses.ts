import { parseIpAddress } from "@countersign/core";
import { isAlphanumeric, type Span } from "../text/span.ts";

const V4 = /\d{1,3}(?:\.\d{1,3}){3}/g;
const VERSION_BEFORE = /(?:\bv|version|release|build|firmware|rev|oid|section|chapter|§)[\s:="']{0,3}$/i;
const LONGEST_V6 = 45;
/** Masks, loopback and "any": they lead to nobody. */
const NOBODY = /^(?:0\.0\.0\.0|127(?:\.\d{1,3}){3}|255\.\d{1,3}\.\d{1,3}\.\d{1,3}|::|::1)$/;

/** Addresses of the Internet, of both kinds. */
export function findAddresses(text: string): Span[] {
  return [...findV4(text), ...findV6(text)];
}

function findV4(text: string): Span[] {
  const found: Span[] = [];
  for (const match of text.matchAll(V4)) {
    const span = { start: match.index, end: match.index + match[0].length };
    if (isContinued(text, span) || NOBODY.test(match[0]) || !parseIpAddress(match[0])) continue;
    if (!VERSION_BEFORE.test(text.slice(Math.max(0, span.start - 14), span.start))) found.push(span);
  }
  return found;
}

/** A part of a longer dotted number or of a word. */
function isContinued(text: string, { start, end }: Span): boolean {
  const before = text.charCodeAt(start - 1);
  const after = text.charCodeAt(end);
  if (isAlphanumeric(before) || isAlphanumeric(after)) return true;
  const isDottedBefore = text.charAt(start - 1) === "." && isAlphanumeric(text.charCodeAt(start - 2));
  return isDottedBefore || (text.charAt(end) === "." && isAlphanumeric(text.charCodeAt(end + 1)));
}

function findV6(text: string): Span[] {
  const found: Span[] = [];
  for (let colon = text.indexOf(":"); colon >= 0; ) {
    let start = colon;
    while (start > 0 && colon - start < 4 && isHexadecimal(text, start - 1)) start -= 1;
    let end = colon;
    while (end < text.length && (isHexadecimal(text, end) || text.charAt(end) === ":" || text.charAt(end) === "."))
      end += 1;
    const span = {
      start,
      end: start + text.slice(start, Math.min(end, start + LONGEST_V6 + 1)).replace(/[.:]$/, "").length,
    };
    if (isV6(text, span)) found.push(span);
    colon = text.indexOf(":", Math.max(end, colon + 1));
  }
  return found;
}

function isHexadecimal(text: string, at: number): boolean {
  const code = text.charCodeAt(at) | 32;
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 102);
}

function isV6(text: string, { start, end }: Span): boolean {
  const written = text.slice(start, end);
  if (written.length < 4 || !/\d/.test(written) || NOBODY.test(written)) return false;
  if (isAlphanumeric(text.charCodeAt(start - 1)) || isAlphanumeric(text.charCodeAt(end))) return false;
  return written.split(":").length >= 3 && parseIpAddress(written) !== null;
}
