import type { IncomingMessage } from "node:http";

export interface OriginRules {
  /** Host and port of `PUBLIC_GATEWAY_URL`. */
  readonly publicHost: string;
  /** Listening on loopback only: then loopback names are ours, whatever the port. */
  readonly isLoopback: boolean;
}

const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;

/**
 * Whether a request is meant for us: the Host must be ours and an Origin, which only browsers send, too. Keeps pages of
 * other sites from reaching a gateway through a name that resolves to it (DNS rebinding).
 */
export function isForUs(request: IncomingMessage, rules: OriginRules): boolean {
  const { host, origin } = request.headers;
  if (host === undefined || !isOurs(host, rules)) return false;
  if (origin === undefined) return true;
  try {
    return isOurs(new URL(origin).host, rules);
  } catch {
    return false;
  }
}

function isOurs(host: string, rules: OriginRules): boolean {
  return host.toLowerCase() === rules.publicHost || (rules.isLoopback && LOOPBACK.test(host));
}
