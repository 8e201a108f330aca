import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Loop } from "./loop.ts";
import type { SinkLag } from "./sinks/sink-lags.ts";

export interface HealthOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly loops: () => readonly Loop[];
  /** Sinks that lack signed heads: told, though they stop nothing. */
  readonly lags: () => readonly SinkLag[];
  /** What else is answered here; false: not this. */
  readonly route: (request: IncomingMessage, response: ServerResponse) => boolean;
}

export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Answers `/healthz` while the process lives and `/readyz` while every loop has lately done its round, with the sinks that
 * lack signed heads.
 */
export async function startHealthServer({ host, port, loops, lags, route }: HealthOptions): Promise<HealthServer> {
  const server = createServer((request, response) => {
    if (request.url === "/healthz") return answer(response, 200, { status: "ok" });
    if (route(request, response)) return;
    if (request.url !== "/readyz") return answer(response, 404, { status: "unknown" });
    const stalled = loops()
      .filter((loop) => !loop.isHealthy())
      .map((loop) => loop.name);
    const lagging = lags();
    if (stalled.length === 0) return answer(response, 200, { status: "ok", lagging });
    return answer(response, 503, { status: "stalled", stalled, lagging });
  });
  await listen(server, host, port);
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the health server has no port");
  return { port: address.port, close: () => close(server) };
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
