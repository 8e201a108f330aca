import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import {
  formatIpAddress,
  type IpAddress,
  type IpRange,
  isInRanges,
  parseIpAddress,
  parseIpRange,
} from "@countersign/core";

/** Tells the address a request comes from, in canonical form; null when it can't be told. */
export type ClientAddress = (request: IncomingMessage) => string | null;

interface Peer {
  readonly address: IpAddress | null;
  readonly text: string | null;
  readonly isProxy: boolean;
}

const MOST_HOPS = 32;
const WITH_PORT = /^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/;
const BRACKETED = /^\[([^\]]+)\](?::\d{1,5})?$/;

/**
 * The client's address is the socket's. Only behind one of our own proxies is `X-Forwarded-For` looked at: from the right,
 * past further proxies of ours, to the first address that isn't. Where that can't be read, the client is nobody known.
 */
export function clientAddress(trustedProxies: readonly IpRange[]): ClientAddress {
  const peers = new WeakMap<Socket, Peer>();
  const peerOf = (socket: Socket): Peer => {
    const known = peers.get(socket);
    if (known) return known;
    const address = parseIpAddress((socket.remoteAddress ?? "").replace(/%.*$/, ""));
    const text = address && formatIpAddress(address);
    const peer = { address, text, isProxy: address !== null && isInRanges(address, trustedProxies) };
    peers.set(socket, peer);
    return peer;
  };
  return (request) => {
    const peer = peerOf(request.socket);
    const forwarded = peer.isProxy ? request.headers["x-forwarded-for"] : undefined;
    if (forwarded === undefined) return peer.text;
    return behindProxies(String(forwarded), trustedProxies);
  };
}

function behindProxies(forwarded: string, trustedProxies: readonly IpRange[]): string | null {
  const hops = forwarded.split(",").slice(-MOST_HOPS).reverse();
  let last: IpAddress | null = null;
  for (const hop of hops) {
    const text = hop.trim();
    last = parseIpAddress(WITH_PORT.exec(text)?.[1] ?? BRACKETED.exec(text)?.[1] ?? text);
    // Past an address that can't be read nothing is believed.
    if (!last || !isInRanges(last, trustedProxies)) break;
  }
  return last && formatIpAddress(last);
}

/** Reads the list of our own proxies. Throws RangeError with the text that is no CIDR: a list half read would be a hole. */
export function parseProxies(texts: readonly string[]): IpRange[] {
  return texts.map((text) => {
    const range = parseIpRange(text);
    if (!range) throw new RangeError(`not a CIDR: ${JSON.stringify(text)}`);
    return range;
  });
}
