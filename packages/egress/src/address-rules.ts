import { type IpAddress, type IpRange, isInRanges, parseIpAddress, parseIpRange } from "@countersign/core";

export type Address = IpAddress;
export type Cidr = IpRange;

/** Reads a CIDR of the allow list. Throws RangeError with the text when it isn't one, since a list half read would be a hole or a wall. */
export function parseCidr(text: string): Cidr {
  const trimmed = text.trim();
  const range = trimmed.includes("/") ? parseIpRange(trimmed) : null;
  if (!range) throw new RangeError(`not a CIDR: ${JSON.stringify(text)}`);
  return range;
}

/** An address as the network uses it: IPv4 in IPv6 clothes (`::ffff:…`) becomes IPv4. Null when it isn't an address or names a zone. */
export const parseAddress = parseIpAddress;

/** True when an allowed CIDR of the same kind holds the address. */
export const isWithin = isInRanges;
