import { formatIpAddress, parseIpAddress, specialRange } from "@countersign/core";
import { readDomain } from "../domains/domain-name.ts";

/** Endings of names that only mean something inside a network or a machine (RFC 6761, 6762, 8375, and what is usual). */
const INNER: ReadonlySet<string> = new Set(
  "localhost local localdomain internal intranet private lan home corp home.arpa svc cluster.local test invalid onion alt metadata.goog".split(
    " ",
  ),
);

/** Public names that lead to the private address written into them, or to the machine that asks. */
const LEADING_INSIDE: ReadonlySet<string> = new Set(
  "nip.io sslip.io xip.io localtest.me lvh.me vcap.me lacolhost.com rbndr.us 1u.ms".split(" "),
);

export interface UrlHost {
  /** An address in its canonical form, without brackets; or a name in lower case, other scripts as `xn--`. */
  readonly host: string;
  /** False for what is known not to be the public internet. Where a name leads, only DNS could say. */
  readonly isPublic: boolean;
}

/** Reads a URL's host. Null for what one program takes for an address and another for a name, and for odd names. */
export function readHost(text: string): UrlHost | null {
  const isBracketed = text.startsWith("[") && text.endsWith("]");
  const bare = isBracketed ? text.slice(1, -1) : text;
  const address = bare.includes(":") === isBracketed ? parseIpAddress(bare) : null;
  if (address) return { host: formatIpAddress(address), isPublic: specialRange(address) === null };
  const name = isBracketed ? null : readDomain(text);
  return name === null || endsInNumber(name) ? null : { host: name, isPublic: isPublicName(name) };
}

/** Octal, hexadecimal, short and whole-number forms of IPv4: browsers read an address, others a name. */
function endsInNumber(name: string): boolean {
  const last = name.slice(name.lastIndexOf(".") + 1);
  return /^(?:\d+|0x[0-9a-f]*)$/.test(last);
}

function isPublicName(name: string): boolean {
  if (!name.includes(".")) return false;
  for (let from = 0; from >= 0; ) {
    const ending = name.slice(from);
    if (INNER.has(ending) || LEADING_INSIDE.has(ending)) return false;
    const dot = name.indexOf(".", from);
    from = dot < 0 ? -1 : dot + 1;
  }
  return true;
}
