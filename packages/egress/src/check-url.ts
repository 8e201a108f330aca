import { specialRange } from "@countersign/core";
import { type Address, type Cidr, isWithin, parseAddress } from "./address-rules.ts";

export type EgressCode =
  | "egress.url.invalid"
  | "egress.scheme.refused"
  | "egress.credentials.refused"
  | "egress.host.odd"
  | "egress.host.unresolved"
  | "egress.address.refused"
  | "egress.own.refused"
  | "egress.plain.refused";

export interface EgressRefusal {
  readonly ok: false;
  readonly code: EgressCode;
  /** A sentence for the person who configures the connection. */
  readonly message: string;
}

export type UrlCheck = { readonly ok: true; readonly url: URL } | EgressRefusal;

export const refusal = (code: EgressCode, message: string): EgressRefusal => ({ ok: false, code, message });

const MAX_URL = 2048;

/**
 * Checks all of a URL that can be checked without asking DNS: scheme, credentials, spelling of the host, and the
 * address where the host is one. Names are checked when they are resolved, at each connection.
 */
export function checkUrl(text: string, allow: readonly Cidr[]): UrlCheck {
  if (text.length > MAX_URL || !URL.canParse(text) || hasControls(text)) {
    return refusal("egress.url.invalid", "this is not a URL");
  }
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return refusal("egress.scheme.refused", "only https URLs can be called (http where the network is allowed)");
  }
  if (url.username !== "" || url.password !== "" || authorityOf(text).includes("@")) {
    return refusal(
      "egress.credentials.refused",
      "a URL can't carry a user name or password; store the credential with the connection",
    );
  }
  if (url.hostname === "") return refusal("egress.url.invalid", "the URL has no host");
  const address = parseAddress(bareHost(url.hostname));
  if (address === null) {
    if (url.protocol === "http:" && allow.length === 0) return PLAIN;
    return { ok: true, url };
  }
  const checked = checkAddress(address, url.protocol, allow);
  if (checked !== null) return checked;
  if (!isWithin(address, allow) && !isPlainlyWritten(text, url)) {
    return refusal("egress.host.odd", `write the address as ${url.hostname}`);
  }
  return { ok: true, url };
}

/** Null when a connection to the address may be made with this scheme (`https:` or `http:`). */
export function checkAddress(address: Address, protocol: string, allow: readonly Cidr[]): EgressRefusal | null {
  if (isWithin(address, allow)) return null;
  const range = specialRange(address);
  if (range !== null) {
    return refusal(
      "egress.address.refused",
      `the host is at a ${words(range)} address, where connections aren't allowed`,
    );
  }
  return protocol === "https:" ? null : PLAIN;
}

const PLAIN = refusal("egress.plain.refused", "plain http is only possible to networks that are allowed; use https");

/** The host of a URL without the brackets of IPv6. */
export function bareHost(hostname: string): string {
  return hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
}

/** Addresses can be spelt in octal, hex, as one number, in other scripts: only the usual spelling is taken. */
function isPlainlyWritten(text: string, url: URL): boolean {
  const authority = authorityOf(text).toLowerCase();
  return authority === url.host || authority === `${url.hostname}:${url.protocol === "https:" ? "443" : "80"}`;
}

function authorityOf(text: string): string {
  return /^[^:/?#]*:[/\\]*([^/\\?#]*)/.exec(text.trim())?.[1] ?? "";
}

function hasControls(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 32 || code === 127) return true;
  }
  return false;
}

function words(range: string): string {
  return range.replaceAll(/([A-Z])/g, " $1").toLowerCase();
}
