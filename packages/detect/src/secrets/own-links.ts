import type { Span } from "../text/span.ts";

const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

/** Links to approvals, of invitations, by which people sign in, and which link their account of Slack: the id and 256 bits. */
const LINK = new RegExp(`(?:apl|eml|inv|sla)_${UUID}\\.[A-Za-z0-9_-]{43}`, "gi");

/** What stands in the mails and messages that this platform sends and works for whoever has it. */
export function findOwnLinks(text: string): Span[] {
  return Array.from(text.matchAll(LINK), (match) => ({ start: match.index, end: match.index + match[0].length }));
}

/** The shortest link; encodings only make it longer. */
const LEAST_LENGTH = 84;

/** Where a mail goes on in the next line. */
const BREAK = "(?:=?\\r?\\n)?";
const KINDS = ["apl", "eml", "inv", "sla"].map((kind) => [...kind].join(BREAK)).join("|");
const SIGNS = new RegExp(`(?:${KINDS})${BREAK}(?:_|%5f|=5f|\\\\u005f|&)|[\\w+/-]{60}`, "i");

/**
 * Whether a text is worth looking through for our links: it has how one begins, as mails are stored and as their links are
 * rewritten, or a run that may be an encoded mail. Fast, since every argument and every result is asked.
 */
export function mayHoldOwnLink(text: string): boolean {
  return text.length >= LEAST_LENGTH && SIGNS.test(text);
}
