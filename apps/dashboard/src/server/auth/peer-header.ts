import { randomBytes } from "node:crypto";
import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";

// Next may load this module once for each bundle; all must agree on one name.
const KEY = Symbol.for("countersign.dashboard.peer-header");

/**
 * The header in which this process notes the address a connection came from. Next shows no socket to its routes, and
 * what X-Forwarded-For says is the client's own word. The name is drawn at start, so no client can send it.
 */
export function peerHeader(): string {
  const holder: { [KEY]?: string } & object = globalThis as object;
  holder[KEY] ??= `x-countersign-peer-${randomBytes(16).toString("hex")}`;
  return holder[KEY];
}

/** Notes the address of the connection in every request that this process' servers take from now on. */
export function notePeers(): void {
  const header = peerHeader();
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { readonly request: IncomingMessage };
    request.headers[header] = request.socket.remoteAddress ?? "";
  });
}
