import { lookup } from "node:dns/promises";
import { type Dispatcher, Pool } from "undici";
import { parseCidr } from "./address-rules.ts";
import { checkUrl, type EgressRefusal, type UrlCheck } from "./check-url.ts";
import { type ConnectRules, checkedAddresses, pinnedConnector, type Resolver } from "./pinned-connector.ts";

export interface EgressOptions {
  /** CIDRs where private addresses and plain http are allowed. A bad one throws RangeError. */
  readonly allow: readonly string[];
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
  return {
    checkUrl: (url) => checkUrl(url, rules.allow),
    async checkTarget(text) {
      const checked = checkUrl(text, rules.allow);
      if (!checked.ok) return checked;
      const addresses = await checkedAddresses(checked.url.hostname, checked.url.protocol, rules);
      return addresses.ok ? checked : addresses;
    },
    poolFor(text, { connections = 64, keepAliveMs = 4000 } = {}) {
      const checked = checkUrl(text, rules.allow);
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

async function systemResolver(hostname: string): Promise<readonly string[]> {
  const found = await lookup(hostname, { all: true, verbatim: true });
  return found.map(({ address }) => address);
}
