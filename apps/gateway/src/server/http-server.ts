import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { type RouteDeps, route } from "./routes.ts";

export interface RunningServer {
  /** The port it listens on. */
  readonly port: number;
  /** Stops accepting, lets answers under way finish, and ends what is left after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

const HEADERS_TIMEOUT_MS = 20_000;
const REQUEST_TIMEOUT_MS = 60_000;
const KEEP_ALIVE_MS = 65_000;

/** Listens. Rejects when the port is taken. */
export async function listen(
  deps: RouteDeps,
  at: { readonly host: string; readonly port: number },
): Promise<RunningServer> {
  const server = createServer((request, response) => void route(deps, request, response));
  const unused = unusedConnections(server);
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(at.port, at.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { port, close: (graceMs) => close(server, unused, graceMs) };
}

/** Connections over which no request has come yet: Node doesn't count them among the idle ones. */
function unusedConnections(server: Server): ReadonlySet<Socket> {
  const unused = new Set<Socket>();
  server.on("connection", (socket) => {
    unused.add(socket);
    socket.once("close", () => unused.delete(socket));
  });
  server.on("request", (request) => unused.delete(request.socket));
  return unused;
}

async function close(server: Server, unused: ReadonlySet<Socket>, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  for (const socket of unused) socket.destroy();
  const cutOff = setTimeout(() => server.closeAllConnections(), graceMs);
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  await closed;
  clearTimeout(cutOff);
  clearInterval(idle);
}
