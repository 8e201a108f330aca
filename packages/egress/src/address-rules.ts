import ipaddr from "ipaddr.js";

export type Address = ipaddr.IPv4 | ipaddr.IPv6;
export type Cidr = readonly [Address, number];

/** Addresses in public ranges that clouds answer on for their own machines: keys and settings of the host. */
const HOST_SERVICES: readonly string[] = ["168.63.129.16/32"];
const HOST_SERVICE_CIDRS = HOST_SERVICES.map((text) => ipaddr.IPv4.parseCIDR(text));
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR("2000::/3");
const NAT64 = ipaddr.IPv6.parseCIDR("64:ff9b::/96");

/** Reads a CIDR of the allow list. Throws RangeError with the text when it isn't one, since a list half read would be a hole or a wall. */
export function parseCidr(text: string): Cidr {
  const trimmed = text.trim();
  if (!ipaddr.isValidCIDR(trimmed)) throw new RangeError(`not a CIDR: ${JSON.stringify(text)}`);
  return ipaddr.parseCIDR(trimmed);
}

/** An address as the network uses it: IPv4 in IPv6 clothes (`::ffff:…`) becomes IPv4. Null when it isn't an address or names a zone. */
export function parseAddress(text: string): Address | null {
  if (text.includes("%")) return null;
  const address = ipaddr.IPv4.isValidFourPartDecimal(text) ? ipaddr.IPv4.parse(text) : parseIpv6(text);
  if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress()) return address.toIPv4Address();
  return address;
}

function parseIpv6(text: string): ipaddr.IPv6 | null {
  return ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text) : null;
}

/** True when an allowed CIDR of the same kind holds the address. */
export function isWithin(address: Address, cidrs: readonly Cidr[]): boolean {
  return cidrs.some(([network, bits]) => {
    if (network instanceof ipaddr.IPv4) return address instanceof ipaddr.IPv4 && address.match(network, bits);
    return address instanceof ipaddr.IPv6 && address.match(network, bits);
  });
}

/**
 * Null for an address of the public internet, else what it is (`private`, `loopback`, `linkLocal` …). Only what is
 * known to be public passes: special ranges that carry another address inside (6to4, Teredo) are refused.
 */
export function specialRange(address: Address): string | null {
  if (address instanceof ipaddr.IPv4) {
    if (HOST_SERVICE_CIDRS.some(([network, bits]) => address.match(network, bits))) return "hostService";
    const range = address.range();
    return range === "unicast" ? null : range;
  }
  // On networks with IPv6 only, DNS64 gives public IPv4 hosts this prefix: the address inside decides.
  if (address.match(NAT64[0], NAT64[1])) return specialRange(new ipaddr.IPv4(address.toByteArray().slice(12)));
  if (!address.match(GLOBAL_UNICAST[0], GLOBAL_UNICAST[1]))
    return address.range() === "unicast" ? "reserved" : address.range();
  const range = address.range();
  return range === "unicast" ? null : range;
}
