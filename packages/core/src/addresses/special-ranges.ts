import type { IpAddress } from "./ip-address.ts";
import { type IpRange, isInRanges, parseIpRange } from "./ip-range.ts";

/** What isn't the public internet (IANA's special-purpose registries, RFC 6890), most specific first. */
const SPECIAL: readonly (readonly [name: string, ...ranges: string[]])[] = [
  ["unspecified", "0.0.0.0/8", "::/128"],
  ["loopback", "127.0.0.0/8", "::1/128"],
  ["private", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"],
  ["carrierGradeNat", "100.64.0.0/10"],
  ["linkLocal", "169.254.0.0/16", "fe80::/10"],
  ["uniqueLocal", "fc00::/7"],
  ["siteLocal", "fec0::/10"],
  ["documentation", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"],
  ["benchmarking", "198.18.0.0/15", "2001:2::/48"],
  ["broadcast", "255.255.255.255/32"],
  ["multicast", "224.0.0.0/4", "ff00::/8"],
  // Clouds answer on it for their own machines: keys and settings of the host.
  ["hostService", "168.63.129.16/32"],
  // Each carries another address inside, and where it leads depends on the network.
  ["6to4", "192.88.99.0/24", "2002::/16"],
  ["teredo", "2001::/32"],
  ["as112", "192.31.196.0/24", "192.175.48.0/24", "2620:4f:8000::/48"],
  ["multicastTunnel", "192.52.193.0/24", "2001:3::/32"],
  ["reserved", "192.0.0.0/24", "240.0.0.0/4", "2001::/23"],
];

const RANGES = SPECIAL.map(([name, ...ranges]) => ({ name, ranges: ranges.map(rangeOf) }));
const GLOBAL_UNICAST = [rangeOf("2000::/3")];
const NAT64 = [rangeOf("64:ff9b::/96")];

/**
 * Null for an address of the public internet, else what it is (`private`, `loopback`, `linkLocal` …). Only what is
 * known to be public passes: special ranges that carry another address inside (6to4, Teredo) are refused.
 */
export function specialRange(address: IpAddress): string | null {
  // On networks with IPv6 only, DNS64 gives public IPv4 hosts this prefix: the address inside decides.
  if (isInRanges(address, NAT64)) return specialRange({ family: 4, bits: address.bits & 0xffff_ffffn });
  const found = RANGES.find(({ ranges }) => isInRanges(address, ranges));
  if (found) return found.name;
  return address.family === 4 || isInRanges(address, GLOBAL_UNICAST) ? null : "reserved";
}

function rangeOf(text: string): IpRange {
  const range = parseIpRange(text);
  if (!range) throw new RangeError(`not a range: ${text}`);
  return range;
}
