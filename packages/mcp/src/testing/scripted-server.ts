import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface SeenRequest {
  readonly http: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly id: string | number | undefined;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export interface ScriptedServer {
  readonly url: string;
  readonly seen: readonly SeenRequest[];
  /** Resolves with the first request of this JSON-RPC method, past or to come. */
  next(method: string): Promise<SeenRequest>;
  close(): Promise<void>;
}

export type Script = (request: SeenRequest, res: ServerResponse) => void;

/** A party outside the house: an HTTP server that answers as the test says, wrongly too. */
export async function startScriptedServer(script: Script): Promise<ScriptedServer> {
  const seen: SeenRequest[] = [];
  const waiting: { method: string; resolve: (request: SeenRequest) => void }[] = [];
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => {
      const request = readSeen(req.method ?? "", req.headers, Buffer.concat(chunks).toString("utf8"));
      seen.push(request);
      for (const { method, resolve } of waiting) if (method === request.method) resolve(request);
      script(request, res);
    });
    req.on("error", () => {});
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    seen,
    next: (method) => {
      const past = seen.find((request) => request.method === method);
      return past ? Promise.resolve(past) : new Promise((resolve) => waiting.push({ method, resolve }));
    },
    async close() {
      server.closeAllConnections();
      await once(server.close(), "close");
    },
  };
}

function readSeen(http: string, headers: IncomingHttpHeaders, text: string): SeenRequest {
  const body = (text === "" ? {} : JSON.parse(text)) as {
    id?: string | number;
    method?: string;
    params?: Record<string, unknown>;
  };
  return { http, headers, text, id: body.id, method: body.method ?? http, params: body.params ?? {} };
}

/** Sends a JSON-RPC result given as JSON text. */
export function sendResult(request: SeenRequest, res: ServerResponse, result: string): void {
  res.setHeader("content-type", "application/json");
  res.end(`{"jsonrpc":"2.0","id":${JSON.stringify(request.id)},"result":${result}}`);
}

export function sendError(
  request: SeenRequest,
  res: ServerResponse,
  error: { status: number; code: number; message: string },
): void {
  res.writeHead(error.status, { "content-type": "application/json" });
  const { code, message } = error;
  res.end(JSON.stringify({ jsonrpc: "2.0", id: request.id ?? null, error: { code, message } }));
}

/** Opens an event stream; gives what writes one JSON text as an event. */
export function openStream(res: ServerResponse): (json: string) => void {
  res.writeHead(200, { "content-type": "text/event-stream" });
  return (json) => res.write(`data: ${json}\n\n`);
}

const CAPABILITIES = '{"tools":{"listChanged":true}}';

/** Discovers as a server of 2026-07-28; the script answers the rest. */
export function modernServer(script: Script): Promise<ScriptedServer> {
  return startScriptedServer((request, res) => {
    if (request.method !== "server/discover") return script(request, res);
    const versions = '"supportedVersions":["2026-07-28"],"serverInfo":{"name":"s","version":"1"}';
    sendResult(
      request,
      res,
      `{"resultType":"complete",${versions},"capabilities":${CAPABILITIES},"ttlMs":0,"cacheScope":"private"}`,
    );
  });
}

/** Shakes hands as a server of 2025-11-25 with sessions `s1`, `s2` …; the script answers the rest. */
export function legacyServer(script: Script): Promise<ScriptedServer> {
  let sessions = 0;
  return startScriptedServer((request, res) => {
    if (request.method === "server/discover") {
      return sendError(request, res, { status: 400, code: -32000, message: "Bad Request: Server not initialized" });
    }
    if (request.method === "initialize") {
      sessions += 1;
      res.setHeader("mcp-session-id", `s${sessions}`);
      const facts = `"serverInfo":{"name":"s","version":"1"},"capabilities":${CAPABILITIES}`;
      return sendResult(request, res, `{"protocolVersion":"2025-11-25",${facts}}`);
    }
    if (request.method.startsWith("notifications/") || request.http === "DELETE") {
      res.writeHead(202).end();
      return;
    }
    script(request, res);
  });
}
