import { lookup } from "node:dns/promises";
import { type Dispatcher, Pool } from "undici";
import { parseCidr } from "./address-rules.ts";
import { checkUrl, type EgressRefusal, refusal, type UrlCheck } from "./check-url.ts";
import { type ConnectRules, checkedAddresses, pinnedConnector, type Resolver } from "./pinned-connector.ts";

export interface EgressOptions {
  /** CIDRs where private addresses and plain http are allowed. A bad one throws RangeError. */
  readonly allow: readonly string[];
  /** Where this platform itself answers, its URLs: nothing of it is ever an upstream. Default: none. */
  readonly own?: readonly string[];
  /** Default: the system's resolver. */
  readonly resolve?: Resolver;
  /** Longest time to a connection, ms. Default 5000. */
  readonly connectTimeoutMs?: number;
}

/** Connections to one upstream that keep to the rules. */
export type EgressPool = Dispatcher;

export interface PoolOptions {
  /** Most connections to the upstream at once. Default 64. */
  readonly connections?: number;
  /** How long an idle connection is kept, ms. Default 4000: below the 5 s after which Node's servers close theirs. */
  readonly keepAliveMs?: number;
}

export interface Egress {
  /** Checks a URL as far as that goes without DNS. */
  checkUrl(url: string): UrlCheck;
  /** The same, and resolves the host and checks its addresses: for a person who enters a URL. Connections check again. */
  checkTarget(url: string): Promise<UrlCheck>;
  /** A pool for one upstream. Redirects aren't followed. Close it (`close` or `destroy`) when the upstream goes. */
  poolFor(url: string, options?: PoolOptions): { readonly ok: true; readonly pool: EgressPool } | EgressRefusal;
}

const CONNECT_TIMEOUT_MS = 5000;

/** The rules by which this process connects to the outside, and pools that can't break them. */
export function createEgress(options: EgressOptions): Egress {
  const rules: ConnectRules = {
    allow: options.allow.map(parseCidr),
    resolve: options.resolve ?? systemResolver,
    connectTimeoutMs: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
  };
  const connect = pinnedConnector(rules);
  const own = new Set((options.own ?? []).flatMap((url) => placesOf(new URL(url))));
  const check = (text: string): UrlCheck => {
    const checked = checkUrl(text, rules.allow);
    return checked.ok && own.has(placeOf(checked.url)) ? OWN : checked;
  };
  return {
    checkUrl: check,
    async checkTarget(text) {
      const checked = check(text);
      if (!checked.ok) return checked;
      const addresses = await checkedAddresses(checked.url.hostname, checked.url.protocol, rules);
      return addresses.ok ? checked : addresses;
    },
    poolFor(text, { connections = 64, keepAliveMs = 4000 } = {}) {
      const checked = check(text);
      if (!checked.ok) return checked;
      const pool = new Pool(checked.url.origin, {
        connect,
        connections,
        pipelining: 1,
        keepAliveTimeout: keepAliveMs,
        keepAliveMaxTimeout: keepAliveMs,
      });
      return { ok: true, pool };
    },
  };
}

const OWN = refusal("egress.own.refused", "this is the platform's own address, which no call is made to");

/** Host and port, whatever the scheme. */
function placeOf({ hostname, port, protocol }: Pick<URL, "hostname" | "port" | "protocol">): string {
  return `${hostname.replace(/\.$/, "")}:${port || (protocol === "https:" ? "443" : "80")}`;
}

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/** Every name under which an address of ours is reached: this machine has several. */
function placesOf(url: URL): string[] {
  const { hostname, port, protocol } = url;
  const names = LOOPBACK.includes(hostname) ? LOOPBACK : [hostname];
  return names.map((name) => placeOf({ hostname: name, port, protocol }));
}

async function systemResolver(hostname: string): Promise<readonly string[]> {
  const found = await lookup(hostname, { all: true, verbatim: true });
  return found.map(({ address }) => address);
}
