import type { Span } from "../text/span.ts";

/** Words and a long run: `acme_live_sk_9fQ2…`. Every repetition is bounded, and parts can be told apart in one way only. */
const WORDED =
  /(?<![A-Za-z0-9_-])[A-Za-z][A-Za-z0-9]{0,19}(?:[_-][A-Za-z0-9]{1,12}){0,4}[_-][A-Za-z0-9]{20,200}(?![A-Za-z0-9])/g;
/** A vendor that isn't known says it so. */
const SECRET_WORDS = /^(?:sk|rk|secret|token|tok|pat|apikey|privkey|whsec)$/i;
/** Those say only where it is meant for: what follows has to look drawn by lot. */
const PLACES = /^(?:live|prod|production|test|priv|private)$/i;
/** Meant to be seen by everybody. */
const OPEN_WORDS = /^(?:pk|pub|public|publishable|id|hash|sha1|sha256|md5|commit|build|image|cache|page)$/i;

/** Keys of vendors that aren't known, which say in words that they are keys. */
export function wordedKeys(text: string): Span[] {
  const found: Span[] = [];
  for (const { index, 0: written } of text.matchAll(WORDED)) {
    const parts = written.split(/[_-]/);
    const drawn = parts.pop() ?? "";
    if (parts.some((part) => OPEN_WORDS.test(part))) continue;
    const isMixed = /[a-z]/.test(drawn) && /[A-Z]/.test(drawn) && /\d/.test(drawn);
    const isHexadecimal = drawn.length >= 32 && /^[0-9a-f]+$/.test(drawn) && /[a-f]/.test(drawn) && /\d/.test(drawn);
    const isSecret = parts.some((part) => SECRET_WORDS.test(part)) && (isMixed || isHexadecimal);
    if (isSecret || (isMixed && parts.some((part) => PLACES.test(part))))
      found.push({ start: index, end: index + written.length });
  }
  return found;
}

/** Three dotted parts of a chat bot's token, and numbers with a long hexadecimal run after a colon. */
const SHAPELESS =
  /(?<![A-Za-z0-9_.-])(?:[MNO][A-Za-z0-9_-]{22,27}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{27,42}|[12]\/\d{13,20}(?:\/\d{13,20})?:[a-f0-9]{32})(?![A-Za-z0-9_.-]*[A-Za-z0-9])/g;

/** Keys without any word in them that their form alone tells. */
export function shapelessKeys(text: string): Span[] {
  return [...text.matchAll(SHAPELESS)].map(({ index, 0: { length } }) => ({ start: index, end: index + length }));
}
