import { isDisguised, readDomain } from "../domains/domain-name.ts";
import { AddressFault } from "./scanner.ts";

/** One e-mail address, as the mail system sees it. */
export interface EmailAddress {
  /** Without quotes and escapes. */
  readonly local: string;
  /** Lower case; other scripts as `xn--`. */
  readonly domain: string;
  /** The local part is quoted where it has to be. */
  readonly address: string;
}

const MAX_LOCAL_BYTES = 64;
const MAX_ADDRESS_BYTES = 254;
/** At least two labels without underscores, the last one not a number (RFC 5321, RFC 3696). */
const MAIL_DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?!\d+$)[a-z0-9][a-z0-9-]*[a-z0-9]$/;
const DOT_ATOM =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\u{10ffff}-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\u{10ffff}-]+)*$/u;
const QUOTABLE = /^[ -~\u0080-\u{10ffff}]+$/u;
const LETTERS = /^[ -~\p{L}\p{M}\p{N}]*$/u;
const ENCODED_WORD = /=\?[^?]*\?[bBqQ]\?/;
/** `host!user` and `user%host`: relays once sent such mail on to the host, and some still do. */
const BANG_PATH = /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?!/;
const PERCENT_ROUTE = /%[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/;

/** Puts the two parts together. Throws AddressFault where two mail programs could disagree about them. */
export function makeEmailAddress(local: string, domainText: string): EmailAddress {
  const domain = readDomain(domainText);
  if (domain === null || !MAIL_DOMAIN.test(domain))
    throw new AddressFault("the domain of an address is not a plain one");
  checkLocal(local);
  const written = DOT_ATOM.test(local) ? local : `"${local.replace(/["\\]/g, "\\$&")}"`;
  const address = `${written}@${domain}`;
  if (byteLength(written) > MAX_LOCAL_BYTES || byteLength(address) > MAX_ADDRESS_BYTES)
    throw new AddressFault("an address is too long");
  return { local, domain, address };
}

function checkLocal(local: string): void {
  if (!QUOTABLE.test(local)) throw new AddressFault("the part before the @ is empty or holds control characters");
  if (ENCODED_WORD.test(local)) throw new AddressFault("the part before the @ holds an encoded word");
  if (BANG_PATH.test(local) || PERCENT_ROUTE.test(local))
    throw new AddressFault("the part before the @ names another host");
  if (isDisguised(local) || !LETTERS.test(local) || local !== local.normalize("NFC"))
    throw new AddressFault("the part before the @ holds characters that look like others");
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
