import { readAddresses } from "./address-grammar.ts";
import type { EmailAddress } from "./email-address.ts";
import { isMailto, readMailto } from "./mailto.ts";
import { AddressFault } from "./scanner.ts";

export type AddressList =
  | { readonly ok: true; readonly addresses: readonly EmailAddress[] }
  | { readonly ok: false; readonly message: string };

const MAX_LENGTH = 65_536;

/**
 * Reads text as a list of addresses as RFC 5322 has them (`a@b.example, Ana <ana@b.example>, friends: c@b.example;`), or
 * as a `mailto:` URL. What two mail programs could read differently is refused whole: a recipient that was not seen is
 * worse than a mail that was not sent.
 */
export function readAddressList(text: string): AddressList {
  if (text === "") return { ok: true, addresses: [] };
  if (text.length > MAX_LENGTH) return { ok: false, message: "an address list is too long" };
  if (!text.isWellFormed()) return { ok: false, message: "an address holds half a character" };
  try {
    return { ok: true, addresses: isMailto(text) ? readMailto(text) : readAddresses(text) };
  } catch (error) {
    if (error instanceof AddressFault) return { ok: false, message: error.message };
    throw error;
  }
}
