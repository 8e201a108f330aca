import { buildConnector } from "undici";
import { type Cidr, parseAddress } from "./address-rules.ts";
import { bareHost, checkAddress, type EgressCode, type EgressRefusal, refusal } from "./check-url.ts";

/** All addresses of a name, in the order to try. Rejects when there are none. */
export type Resolver = (hostname: string) => Promise<readonly string[]>;

/** The reason a connection was refused; undici hands it to the request as it is. `code` is an `EgressCode`. */
export class EgressRefused extends Error {
  readonly code: EgressCode;
  constructor({ code, message }: EgressRefusal) {
    super(message);
    this.name = "EgressRefused";
    this.code = code;
  }
}

export interface ConnectRules {
  readonly allow: readonly Cidr[];
  readonly resolve: Resolver;
  /** Longest time for the name and all of its addresses together, ms. */
  readonly connectTimeoutMs: number;
}

export type Addresses = { readonly ok: true; readonly addresses: readonly string[] } | EgressRefusal;

/** Resolves a host once and checks every address it has: one forbidden address refuses the host, whatever the others. */
export async function checkedAddresses(hostname: string, protocol: string, rules: ConnectRules): Promise<Addresses> {
  const host = bareHost(hostname);
  const literal = parseAddress(host);
  const found = literal === null ? await resolveWithin(host, rules) : [host];
  if (found === null || found.length === 0) return refusal("egress.host.unresolved", "the host's name has no address");
  for (const text of found) {
    const address = parseAddress(text);
    if (address === null) return refusal("egress.host.unresolved", "the host's name has an address that can't be used");
    const refused = checkAddress(address, protocol, rules.allow);
    if (refused !== null) return refused;
  }
  return { ok: true, addresses: found };
}

async function resolveWithin(host: string, rules: ConnectRules): Promise<readonly string[] | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), rules.connectTimeoutMs);
  });
  try {
    return await Promise.race([rules.resolve(host), late]);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * A connector for undici that connects to exactly the addresses it has checked: the socket gets the address, TLS and
 * the Host header keep the name. A name that changes its address between two looks gains nothing.
 */
export function pinnedConnector(rules: ConnectRules): buildConnector.connector {
  const connect = buildConnector({ timeout: rules.connectTimeoutMs, maxCachedSessions: 100, autoSelectFamily: false });
  return (options, callback) => {
    const until = performance.now() + rules.connectTimeoutMs;
    const onChecked = (checked: Addresses): void => {
      if (checked.ok) tryEach(checked.addresses, { connect, options, until }, callback);
      else callback(new EgressRefused(checked), null);
    };
    void checkedAddresses(options.hostname, options.protocol, rules).then(onChecked);
  };
}

interface Attempt {
  readonly connect: buildConnector.connector;
  readonly options: buildConnector.Options;
  readonly until: number;
}

function tryEach(addresses: readonly string[], attempt: Attempt, callback: buildConnector.Callback): void {
  const [address, ...others] = addresses;
  if (address === undefined) {
    callback(new EgressRefused(refusal("egress.host.unresolved", "the host's name has no address")), null);
    return;
  }
  const { options, connect, until } = attempt;
  const name = bareHost(options.hostname);
  // An address as server name is not allowed (RFC 6066, 3); the certificate is then checked against the address.
  const servername = parseAddress(name) === null ? name : "";
  connect({ ...options, hostname: address, ...(servername === "" ? {} : { servername }) }, (...result) => {
    const [error] = result;
    if (error !== null && others.length > 0 && performance.now() < until) tryEach(others, attempt, callback);
    else callback(...result);
  });
}
