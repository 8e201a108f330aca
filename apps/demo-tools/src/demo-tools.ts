import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { NodeIncomingMessageLike } from "@modelcontextprotocol/node";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler } from "@modelcontextprotocol/server";
import { createCallCounts } from "./call-counts.ts";
import { createCompanyDirectory } from "./companies/company-directory.ts";
import { createSqlReader } from "./database/sql-reader.ts";
import { createRequestListener } from "./http-server.ts";
import { openMailStore } from "./mail/mail-store.ts";
import { createMailer } from "./mail/mailer.ts";
import { startSmtpSink } from "./mail/smtp-sink.ts";
import type { ToolBackends } from "./mcp-server.ts";
import { createToolServer } from "./mcp-server.ts";
import { articles } from "./search/articles.ts";
import { createSearchIndex } from "./search/search-index.ts";
import type { DemoToolsSettings } from "./settings.ts";

export interface DemoTools {
  /** `http://host:port`; MCP is at `/mcp`. Throws before `start` has resolved. */
  readonly url: string;
  /** Where mail is delivered. Throws before `start` has resolved. */
  readonly smtpUrl: string;
  /** Starts the mail sink, then the HTTP server. Rejects when a port is taken. */
  start(): Promise<void>;
  /** Ends both; running calls get a moment to finish. Safe to call twice. */
  close(): Promise<void>;
}

interface Running {
  readonly url: string;
  readonly smtpUrl: string;
  readonly stop: () => Promise<void>;
}

const GRACE_MS = 2_000;

/** Puts the demo tools together; nothing runs until `start`. */
export function createDemoTools(settings: DemoToolsSettings, onError: (error: Error) => void): DemoTools {
  let running: Running | null = null;
  const started = (): Running => {
    if (running === null) throw new Error("The demo tools are not started.");
    return running;
  };
  return {
    get url() {
      return started().url;
    },
    get smtpUrl() {
      return started().smtpUrl;
    },
    start: async () => {
      running = await startAll(settings, onError);
    },
    close: async () => {
      const current = running;
      running = null;
      await current?.stop();
    },
  };
}

async function startAll(settings: DemoToolsSettings, onError: (error: Error) => void): Promise<Running> {
  const { host } = settings;
  const mails = await openMailStore(settings.mailDir);
  const sink = await startSmtpSink({ host, port: settings.smtpPort, store: mails });
  const smtpUrl = settings.smtpUrl ?? `smtp://${urlHost(host)}:${sink.port}`;
  const backends: ToolBackends = {
    counts: createCallCounts(),
    searchIndex: createSearchIndex(articles),
    companies: createCompanyDirectory(),
    mailer: createMailer(smtpUrl),
    sqlReader: settings.databaseUrl === null ? null : createSqlReader(settings.databaseUrl),
  };
  const mcp = createMcpHandler(() => createToolServer(backends), { onerror: onError });
  const answerMcp = toNodeHandler(mcp, { onerror: onError });
  const http = createServer(
    createRequestListener({
      // Node types its optional properties as "or undefined", the SDK doesn't; at run time they agree.
      mcp: (req, res) => answerMcp(req as NodeIncomingMessageLike, res),
      counts: backends.counts,
      mails,
      loopbackOnly: isLoopback(host),
    }),
  );
  try {
    await listen(http, settings.port, host);
  } catch (error) {
    await sink.close();
    throw error;
  }
  return {
    url: `http://${urlHost(host)}:${(http.address() as AddressInfo).port}`,
    smtpUrl,
    stop: async () => {
      await closeHttp(http);
      await mcp.close();
      backends.mailer.close();
      await sink.close();
    },
  };
}

function listen(server: ReturnType<typeof createServer>, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function closeHttp(server: ReturnType<typeof createServer>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), GRACE_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

/** The name by which this process reaches its own listener. */
function urlHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}
