import { formatIpAddress, type IpAddress, parseIpAddress } from "./ip-address.ts";

/** A block of addresses of one family. */
export interface IpRange {
  /** The first address: bits outside the prefix are zero. */
  readonly network: IpAddress;
  /** How many leading bits are fixed. */
  readonly prefix: number;
}

const PREFIX = /^(?:0|[1-9]\d{0,2})$/;

/**
 * Reads a CIDR, or a single address as the block of itself. Bits outside the prefix are cleared; a block of
 * IPv4-mapped addresses becomes IPv4. Null when it is neither.
 */
export function parseIpRange(text: string): IpRange | null {
  const [addressText = "", prefixText, ...more] = text.split("/");
  const address = parseIpAddress(addressText);
  if (!address || more.length > 0) return null;
  const size = sizeOf(address);
  if (prefixText === undefined) return { network: address, prefix: size };
  if (!PREFIX.test(prefixText)) return null;
  // A mapped address was written with the 128 bits of IPv6, the last 32 of which are IPv4's.
  const prefix = Number(prefixText) - (address.family === 4 && addressText.includes(":") ? 96 : 0);
  if (prefix < 0 || prefix > size) return null;
  const hostBits = BigInt(size - prefix);
  return { network: { ...address, bits: (address.bits >> hostBits) << hostBits }, prefix };
}

/** The range in its one canonical form, always with its prefix. */
export function formatIpRange({ network, prefix }: IpRange): string {
  return `${formatIpAddress(network)}/${prefix}`;
}

/** Whether one of the ranges holds the address. */
export function isInRanges(address: IpAddress, ranges: readonly IpRange[]): boolean {
  return ranges.some(({ network, prefix }) => {
    if (network.family !== address.family) return false;
    const hostBits = BigInt(sizeOf(network) - prefix);
    return network.bits >> hostBits === address.bits >> hostBits;
  });
}

function sizeOf(address: IpAddress): number {
  return address.family === 4 ? 32 : 128;
}
