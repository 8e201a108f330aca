import { hasDotSegment, isEscapedUtf8, MAX_DECODES, undoEscapes } from "../paths/dot-segments.ts";
import { readHost } from "./host-name.ts";

/** A URL of http, https, ws or wss, as every program reads it. */
export interface WebUrl {
  /** Lower case. */
  readonly scheme: string;
  readonly host: string;
  /** The scheme's own where none is written. */
  readonly port: number;
  /** At least `/`; characters that need no escape unescaped, other scripts escaped. */
  readonly path: string;
  /** Without its question mark; empty when there is none. */
  readonly query: string;
  readonly isPublic: boolean;
}

export type ReadUrl =
  | { readonly kind: "web"; readonly url: WebUrl }
  | { readonly kind: "other"; readonly scheme: string }
  | { readonly kind: "refused"; readonly message: string };

const MAX_LENGTH = 8_192;
const PORTS: { readonly [scheme: string]: number } = { http: 80, https: 443, ws: 80, wss: 443 };
const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]*):/;
const AUTHORITY = /^\/\/([^/?#]+)([^?#]*)(?:\?([^#]*))?/;
/** Stripped, stopped at, or turned into a slash by some programs; and what is not seen. */
const ODD = /[\\\p{C}\p{Z}\p{Default_Ignorable_Code_Point}"<>^`{|}]/u;
const UNRESERVED = /^[A-Za-z0-9._~-]$/;

/**
 * Reads an absolute URL. What programs read differently is refused: user names, backslashes, white space, missing
 * slashes, hosts in octal or with escapes, ports out of range, dot segments in any encoding. Other schemes give only
 * their name.
 */
export function readUrl(text: string): ReadUrl {
  if (text.length > MAX_LENGTH) return refuse("it is too long");
  if (!text.isWellFormed() || ODD.test(text)) return refuse("it holds characters that programs read differently");
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return refuse("it has no scheme");
  const usual = Object.hasOwn(PORTS, scheme) ? PORTS[scheme] : undefined;
  if (usual === undefined) return { kind: "other", scheme };
  const parts = AUTHORITY.exec(text.slice(scheme.length + 1));
  if (!parts) return refuse("its host doesn't follow two slashes");
  const [, authority = "", rawPath = "", query = ""] = parts;
  if (authority.includes("@")) return refuse("it holds a user name");
  const [, hostText = "", portText] = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(authority) ?? [];
  const host = readHost(hostText);
  if (!host) return refuse("its host can be read in several ways");
  const port = portText === undefined ? usual : readPort(portText);
  if (port === null) return refuse("its port is not a number from 1 to 65535");
  const path = readPath(rawPath);
  if (path === null) return refuse("its path can be read in several ways");
  return { kind: "web", url: { scheme, ...host, port, path, query } };
}

function refuse(message: string): ReadUrl {
  return { kind: "refused", message };
}

function readPort(text: string): number | null {
  const port = Number(text);
  return /^[1-9]\d{0,4}$/.test(text) && port <= 65_535 ? port : null;
}

/** The path in one form. Null where some program would go up or stop: dot segments, backslashes and controls in escapes. */
function readPath(raw: string): string | null {
  if (/%(?![0-9A-Fa-f]{2})/.test(raw) || !isEscapedUtf8(raw) || hasDotSegment(raw)) return null;
  let decoded = raw;
  for (let round = 0; round < MAX_DECODES; round += 1) {
    if (/[\\\p{Cc}]/u.test(decoded)) return null;
    const next = undoEscapes(decoded);
    if (next === decoded) break;
    decoded = next;
  }
  const path = raw.replace(/%[0-9A-Fa-f]{2}/g, (escaped) => {
    const char = String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
    return UNRESERVED.test(char) ? char : escaped.toUpperCase();
  });
  return path === "" ? "/" : path.replace(/[^\0-\u007f]+/g, encodeURIComponent);
}
