import { BlockList, isIP } from "node:net";
import type { RequestClient } from "../trpc/context.ts";
import { peerHeader } from "./peer-header.ts";

const LONGEST_AGENT = 400;

/** Who is at the other end of a request, believing X-Forwarded-For only as far as trusted proxies wrote it. */
export function requestClient(headers: Headers, trustedProxies: readonly string[]): RequestClient {
  const peer = headers.get(peerHeader());
  return {
    ip: clientAddress({ peer, forwardedFor: headers.get("x-forwarded-for"), trustedProxies }),
    userAgent: headers.get("user-agent")?.slice(0, LONGEST_AGENT) ?? null,
  };
}

export interface AddressEvidence {
  /** The address of the connection; null when unknown. */
  readonly peer: string | null;
  readonly forwardedFor: string | null;
  /** CIDRs. */
  readonly trustedProxies: readonly string[];
}

/**
 * The client's address: the connection's, or, as long as that is a trusted proxy's, the next one to the left in
 * X-Forwarded-For. What stands further left was written by somebody nobody vouches for. Null when unknown.
 */
export function clientAddress({ peer, forwardedFor, trustedProxies }: AddressEvidence): string | null {
  let address = plainAddress(peer ?? "");
  if (address === null || trustedProxies.length === 0) return address;
  const trusted = blockListOf(trustedProxies);
  const hops = (forwardedFor ?? "").split(",").map((hop) => hop.trim());
  while (isTrusted(trusted, address) && hops.length > 0) {
    const next = plainAddress(hops.pop() ?? "");
    if (next === null) return address;
    address = next;
  }
  return address;
}

/** Without the port or brackets that some proxies write, and IPv4 as IPv4 where it came over IPv6. */
function plainAddress(text: string): string | null {
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  const address = bare.replace(/^::ffff:(?=[\d.]+$)/i, "");
  return isIP(address) === 0 ? null : address;
}

function isTrusted(trusted: BlockList, address: string): boolean {
  return trusted.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}

function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", bits = ""] = network.split("/");
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? "ipv6" : "ipv4");
  }
  return list;
}
