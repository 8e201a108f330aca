import type { Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { FetchLikeMcpHandler, NodeIncomingMessageLike } from "@modelcontextprotocol/node";
import { toNodeHandler } from "@modelcontextprotocol/node";
import type { McpRequestContext } from "@modelcontextprotocol/server";
import { createMcpHandler, legacyStatelessFallback, McpServer } from "@modelcontextprotocol/server";
import type { FixtureCalls, FixtureHold } from "./mcp-servers-fixture-calls.ts";
import { createCallBook } from "./mcp-servers-fixture-calls.ts";
import type { FixtureTool } from "./mcp-servers-fixture-tools.ts";
import { FIXTURE_TOOLS, registerFixtureTools } from "./mcp-servers-fixture-tools.ts";

/** `legacy` speaks 2025-11-25 and earlier (without sessions), `modern` 2026-07-28. */
export type FixtureEra = "both" | "legacy" | "modern";

export interface FixtureMcpServerOptions {
  /** Which of the fixture's tools to offer; all of them if left out. */
  readonly tools?: readonly FixtureTool[];
  /** "both" if left out. */
  readonly era?: FixtureEra;
  /** Adds tools, resources or prompts of the test's own; runs for every request. Their calls are not counted. */
  readonly register?: (server: McpServer) => void;
  /** A bearer token without which every request is answered 401. */
  readonly bearer?: string;
  /** A port of loopback, to bring a server back where it was; a free one if left out. */
  readonly port?: number;
}

export interface FixtureMcpServer {
  /** The MCP endpoint. */
  readonly url: string;
  /** What really arrived here. */
  calls(): FixtureCalls;
  /** Keeps the next call of any fixture tool from answering until it is released. */
  holdNext(): FixtureHold;
  /** Cuts every connection at once, as a crash would: no running call is answered. */
  abort(): Promise<void>;
  /** Releases what is held and ends every connection. */
  close(): Promise<void>;
}

/** A real MCP server over streamable HTTP in this process, on loopback. Rejects when the port asked for is taken. */
export async function startFixtureMcpServer(options: FixtureMcpServerOptions = {}): Promise<FixtureMcpServer> {
  const book = createCallBook();
  const createInstance = (context: McpRequestContext): McpServer => {
    const server = new McpServer({ name: "fixture", version: "1.0.0" });
    const headers = Object.fromEntries(context.requestInfo?.headers ?? []);
    registerFixtureTools(server, options.tools ?? FIXTURE_TOOLS, (tool, args) =>
      book.arrive({ tool, arguments: args, headers }),
    );
    options.register?.(server);
    return server;
  };
  const handler = handlerFor(options.era ?? "both", createInstance);
  const answer = toNodeHandler(handler);
  const http = createServer((req, res) => {
    if (new URL(req.url ?? "/", "http://fixture").pathname !== "/mcp") {
      res.writeHead(404).end();
      return;
    }
    if (options.bearer !== undefined && req.headers.authorization !== `Bearer ${options.bearer}`) {
      res.writeHead(401, { "www-authenticate": "Bearer" }).end();
      return;
    }
    // Node types its optional properties as "or undefined", the SDK doesn't; at run time they agree.
    answer(req as NodeIncomingMessageLike, res).catch(() => res.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    http.once("error", reject);
    http.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`,
    calls: book.calls,
    holdNext: book.holdNext,
    abort: async () => {
      await disconnectAll(http);
      book.releaseAll();
    },
    close: async () => {
      book.releaseAll();
      await handler.close();
      await disconnectAll(http);
    },
  };
}

function disconnectAll(http: Server): Promise<void> {
  return new Promise((resolve) => {
    http.close(() => resolve());
    http.closeAllConnections();
  });
}

function handlerFor(
  era: FixtureEra,
  createInstance: (context: McpRequestContext) => McpServer,
): FetchLikeMcpHandler & { close: () => Promise<void> } {
  if (era === "legacy") return { fetch: legacyStatelessFallback(createInstance), close: () => Promise.resolve() };
  return createMcpHandler(createInstance, { legacy: era === "modern" ? "reject" : "stateless" });
}
