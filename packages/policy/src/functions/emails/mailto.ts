import { readAddresses } from "./address-grammar.ts";
import { type EmailAddress, makeEmailAddress } from "./email-address.ts";
import { AddressFault } from "./scanner.ts";

const SCHEME = /^mailto:/i;
const RECIPIENTS: ReadonlySet<string> = new Set(["to", "cc", "bcc"]);
const PASSED_OVER: ReadonlySet<string> = new Set(["subject", "body", "in-reply-to"]);
/** What RFC 6068 lets stand unescaped in a recipient, and `@`, escapes aside. */
const RECIPIENT = /^[A-Za-z0-9!$'*+\-._~:@%\u0080-\u{10ffff}]+$/u;

export function isMailto(text: string): boolean {
  return SCHEME.test(text);
}

/**
 * The recipients of a `mailto:` URL (RFC 6068), those of its `to`, `cc` and `bcc` fields included. Throws AddressFault
 * for a field that might name recipients in another way, and for anything that isn't plainly such a URL.
 */
export function readMailto(url: string): readonly EmailAddress[] {
  const rest = url.replace(SCHEME, "");
  if (/[#\s]/.test(rest)) throw new AddressFault("a mailto: URL holds spaces or a fragment");
  const [to = "", query, ...more] = rest.split("?");
  if (more.length > 0) throw new AddressFault("a mailto: URL has several question marks");
  const found = to === "" ? [] : to.split(",").map(readRecipient);
  if (query === undefined) return found;
  for (const field of query.replaceAll("&amp;", "&").split("&")) {
    const [name = "", value = "", ...others] = field.split("=");
    const known = decoded(name).toLowerCase();
    if (others.length > 0 || !(RECIPIENTS.has(known) || PASSED_OVER.has(known)))
      throw new AddressFault("a mailto: URL has a field that isn't known");
    if (RECIPIENTS.has(known) && value !== "") found.push(...readAddresses(noLines(decoded(value))));
  }
  return found;
}

function readRecipient(text: string): EmailAddress {
  if (!RECIPIENT.test(text)) throw new AddressFault("a mailto: URL has an address that isn't plain");
  const [address, ...more] = readAddresses(noLines(decoded(text)));
  if (!address || more.length > 0) throw new AddressFault("a mailto: URL has an address that isn't plain");
  return makeEmailAddress(address.local, address.domain);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AddressFault("a mailto: URL has broken escapes");
  }
}

function noLines(text: string): string {
  if (/[\r\n]/.test(text)) throw new AddressFault("a line ends inside an address");
  return text;
}
