import { isAlphanumeric, type Span } from "../text/span.ts";
import { isPlaceholder } from "./placeholders.ts";

const KEY_BEGIN = /-----BEGIN[A-Z0-9 ]{0,40} PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-\d/g;
const KEY_END = /-----END[A-Z0-9 ]{0,40} PRIVATE KEY(?: BLOCK)?-----|Private-MAC: [0-9a-f]{40,64}/g;
/** A key whose end was cut off: as far as it still looks like one. */
const KEY_BODY = /[A-Za-z0-9+/=\s:,\\-]*/y;

/** Private keys, armour and all; also those without an end. */
export function privateKeys(text: string): Span[] {
  const found: Span[] = [];
  const ends = [...text.matchAll(KEY_END)].map((match) => match.index + match[0].length);
  let from = 0;
  let nextEnd = 0;
  for (const match of text.matchAll(KEY_BEGIN)) {
    if (match.index < from) continue;
    while ((ends[nextEnd] ?? Number.POSITIVE_INFINITY) <= match.index) nextEnd += 1;
    from = ends[nextEnd] ?? bodyEnd(text, match.index + match[0].length);
    found.push({ start: match.index, end: from });
  }
  return found;
}

function bodyEnd(text: string, at: number): number {
  KEY_BODY.lastIndex = at;
  KEY_BODY.test(text);
  return KEY_BODY.lastIndex;
}

const TOKEN = /[A-Za-z0-9_.-]*/y;
const JWT =
  /^ey[A-Za-z0-9_-]{8,}\.(?:ey[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]*|[A-Za-z0-9_-]*\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,})/;

/** JSON Web Tokens, signed, unsigned and encrypted. Each run of token characters is looked at once. */
export function jsonWebTokens(text: string): Span[] {
  const found: Span[] = [];
  for (let at = text.indexOf("ey"); at >= 0; ) {
    if (isAlphanumeric(text.charCodeAt(at - 1))) {
      at = text.indexOf("ey", at + 2);
      continue;
    }
    TOKEN.lastIndex = at;
    TOKEN.test(text);
    const end = TOKEN.lastIndex;
    const match = JWT.exec(text.slice(at, end));
    if (match) found.push({ start: at, end: at + match[0].length });
    at = text.indexOf("ey", Math.max(end, at + 2));
  }
  return found;
}

const USERINFO = /[^\s:/?#"'<>`]{0,200}:([^\s/"'<>`]{1,300})@[\w[%]/y;
const SCHEME_CHAR = /[A-Za-z0-9+.-]/;

/** Passwords in `scheme://user:password@host`. */
export function connectionStrings(text: string): Span[] {
  const found: Span[] = [];
  for (let at = text.indexOf("://"); at >= 0; at = text.indexOf("://", at + 3)) {
    if (!SCHEME_CHAR.test(text.charAt(at - 1))) continue;
    USERINFO.lastIndex = at + 3;
    const match = USERINFO.exec(text);
    const password = match?.[1] ?? "";
    if (!match || isPlaceholder(password)) continue;
    const end = at + 3 + match[0].length - 2;
    found.push({ start: end - password.length, end });
  }
  return found;
}

const AUTHORIZATION = /\b(?:bearer|basic|token|apikey|digest|negotiate)[ \t]+/gi;
const CREDENTIAL = /[A-Za-z0-9._~+/=:-]{8,4000}/y;

/** What follows `Bearer` and `Basic`: a token, not a word of prose. */
export function authorizationHeaders(text: string): Span[] {
  const found: Span[] = [];
  for (const match of text.matchAll(AUTHORIZATION)) {
    const start = match.index + match[0].length;
    CREDENTIAL.lastIndex = start;
    const value = CREDENTIAL.exec(text)?.[0] ?? "";
    if (looksLikeCredential(value)) found.push({ start, end: start + value.length });
  }
  return found;
}

function looksLikeCredential(value: string): boolean {
  if (value === "" || isPlaceholder(value)) return false;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/].filter((kind) => kind.test(value)).length;
  return (
    kinds >= 3 ||
    (kinds === 2 && value.length >= 12 && /\d/.test(value)) ||
    (kinds >= 2 && /[+/=]$/.test(value)) ||
    value.length >= 32
  );
}
