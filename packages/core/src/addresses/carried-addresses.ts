import type { IpAddress } from "./ip-address.ts";

const LOW_32 = 0xffff_ffffn;

interface Carrier {
  /** The leading bits that tell it, moved to the right, and how many they are. */
  readonly begins: bigint;
  readonly length: bigint;
  readonly inside: (bits: bigint) => bigint;
}

const last = (bits: bigint): bigint => bits & LOW_32;

const CARRIERS: readonly Carrier[] = [
  // `::a.b.c.d`, and the same behind `::ffff:0:`.
  { begins: 0n, length: 96n, inside: last },
  { begins: 0xffff_0000n, length: 96n, inside: last },
  // NAT64, for everybody and within one network.
  { begins: 0x0064_ff9b_0000_0000_0000_0000n, length: 96n, inside: last },
  { begins: 0x0064_ff9b_0001n, length: 48n, inside: last },
  // 6to4 and Teredo, which writes it with every bit turned.
  { begins: 0x2002n, length: 16n, inside: (bits) => (bits >> 80n) & LOW_32 },
  { begins: 0x2001_0000n, length: 32n, inside: (bits) => last(bits) ^ LOW_32 },
];

/** The IPv4 addresses that an IPv6 address leads to where such a gateway stands; none for plain ones. */
export function carriedAddresses({ family, bits }: IpAddress): readonly IpAddress[] {
  if (family === 4) return [];
  // ISATAP, behind any prefix: `…:0:5efe:a.b.c.d` and `…:200:5efe:a.b.c.d`.
  const isIsatap = ((bits >> 32n) & 0xfdff_ffffn) === 0x5efen;
  const found = CARRIERS.filter(({ begins, length }) => bits >> (128n - length) === begins && bits > 1n);
  return [...found.map(({ inside }) => inside(bits)), ...(isIsatap ? [last(bits)] : [])].map((inside) => {
    return { family: 4, bits: inside };
  });
}
