/** One e-mail address, as the mail system sees it. */
export interface EmailAddress {
  readonly local: string;
  /** Lower case. */
  readonly domain: string;
  readonly address: string;
}

export type AddressList =
  | { readonly ok: true; readonly addresses: readonly EmailAddress[] }
  | { readonly ok: false; readonly message: string };

const MAX_LENGTH = 65_536;
const MAX_LOCAL_LENGTH = 64;
const MAX_DOMAIN_LENGTH = 253;

/** RFC 5322 dot-atom, ASCII only. */
const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
/** Letters, digits and hyphens, at least two labels, the last one not a number (RFC 1123, RFC 3696). */
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])$/;
/** What a display name may hold unquoted: nothing that any mail program reads as structure. */
const PLAIN_NAME = /^[\p{L}\p{M}\p{N} .'_-]+$/u;
const QUOTED_NAME = /^"[^"\\@<>;:()[\]=?]*"$/;
/** Other at signs and commas that normalisation turns into the real ones, and characters nobody sees. */
const DISGUISED = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u00a0\u2000-\u200a\u202f\u205f\u3000\uff00-\uffef\ufe50-\ufe6f]/u;

/**
 * Reads text as a list of addresses: `a@b.example, Ana <ana@b.example>`. What two mail programs could read differently
 * (comments, groups, quoted local parts, encoded words, other scripts in domains, odd separators) is refused whole:
 * a recipient that was not seen is worse than a mail that was not sent.
 */
export function readAddressList(text: string): AddressList {
  if (text === "") return { ok: true, addresses: [] };
  if (text.length > MAX_LENGTH) return refuse("an address list is too long");
  if (DISGUISED.test(text)) return refuse("an address holds control, invisible or look-alike characters");
  if (text.includes("=?")) return refuse("an address holds an encoded word");
  const addresses: EmailAddress[] = [];
  for (const part of splitAtCommas(text)) {
    const address = readMailbox(part.trim());
    if (typeof address === "string") return refuse(address);
    addresses.push(address);
  }
  return { ok: true, addresses };
}

function refuse(message: string): AddressList {
  return { ok: false, message };
}

/** Commas inside a quoted display name don't separate; an unclosed quote makes one part, which is then refused. */
function splitAtCommas(text: string): string[] {
  const parts: string[] = [];
  let isQuoted = false;
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === '"') isQuoted = !isQuoted;
    if (text[index] === "," && !isQuoted) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  return [...parts, text.slice(start)];
}

function readMailbox(text: string): EmailAddress | string {
  if (!text.endsWith(">")) return readAddress(text);
  const open = text.indexOf("<");
  if (open < 0 || open !== text.lastIndexOf("<")) return "an address is not well formed";
  const name = text.slice(0, open).trim();
  if (name !== "" && !PLAIN_NAME.test(name) && !QUOTED_NAME.test(name))
    return "a display name could be read in several ways";
  return readAddress(text.slice(open + 1, -1));
}

function readAddress(text: string): EmailAddress | string {
  const at = text.indexOf("@");
  if (at <= 0 || at !== text.lastIndexOf("@")) return "an address doesn't hold exactly one @";
  const local = text.slice(0, at);
  const domain = text.slice(at + 1).toLowerCase();
  if (local.length > MAX_LOCAL_LENGTH || !LOCAL.test(local))
    return "the part before the @ could be read in several ways";
  if (domain.length > MAX_DOMAIN_LENGTH || !DOMAIN.test(domain)) return "the domain of an address is not a plain one";
  return { local, domain, address: `${local}@${domain}` };
}
