import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { localhostHostValidation, localhostOriginValidation } from "@modelcontextprotocol/node";
import type { CallCounts } from "./call-counts.ts";
import type { MailStore } from "./mail/mail-store.ts";
import { MAX_MAILS } from "./mail/mail-store.ts";

export interface HttpParts {
  readonly mcp: (req: IncomingMessage, res: ServerResponse) => Promise<void>;
  readonly counts: CallCounts;
  readonly mails: MailStore;
  /** True when bound to loopback: then foreign Host and Origin headers are refused (DNS rebinding). */
  readonly loopbackOnly: boolean;
}

const MAIL_PATH = "/mail/messages";

/** The routes: `/mcp`, `/healthz`, `/stats`, `/mail/messages[/{id}]`. */
export function createRequestListener(parts: HttpParts): RequestListener {
  const isLocalHost = localhostHostValidation();
  const isLocalOrigin = localhostOriginValidation();
  return (req, res) => {
    // Both guards answer 403 themselves.
    if (parts.loopbackOnly && !(isLocalHost(req, res) && isLocalOrigin(req, res))) return;
    const url = new URL(req.url ?? "/", "http://demo-tools");
    const answer = url.pathname === "/mcp" ? parts.mcp(req, res) : answerPlain(parts, { req, res, url });
    answer.catch(() => {
      if (res.headersSent) res.destroy();
      else sendJson(res, 500, { error: "The request failed." });
    });
  };
}

interface Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly url: URL;
}

async function answerPlain(parts: HttpParts, exchange: Exchange): Promise<void> {
  const { req, res, url } = exchange;
  const { pathname } = url;
  if (pathname === MAIL_PATH || pathname.startsWith(`${MAIL_PATH}/`)) return answerMail(parts.mails, exchange);
  if (pathname !== "/healthz" && pathname !== "/stats") return sendJson(res, 404, { error: "No such page." });
  if (req.method !== "GET" && req.method !== "HEAD") return refuseMethod(res, "GET");
  if (pathname === "/healthz") return sendJson(res, 200, { status: "ok" });
  sendJson(res, 200, { calls: parts.counts.snapshot() });
}

async function answerMail(mails: MailStore, { req, res, url }: Exchange): Promise<void> {
  const id = url.pathname.slice(MAIL_PATH.length + 1);
  if (id === "" && req.method === "DELETE") {
    await mails.clear();
    res.writeHead(204).end();
    return;
  }
  if (req.method !== "GET") return refuseMethod(res, id === "" ? "GET, DELETE" : "GET");
  if (id === "") {
    const wanted = Number(url.searchParams.get("limit") ?? MAX_MAILS);
    const limit = Number.isInteger(wanted) && wanted > 0 ? Math.min(wanted, MAX_MAILS) : MAX_MAILS;
    return sendJson(res, 200, { messages: mails.list(limit) });
  }
  const mail = mails.get(id);
  if (mail === null) return sendJson(res, 404, { error: "No such mail." });
  sendJson(res, 200, mail);
}

function refuseMethod(res: ServerResponse, allow: string): void {
  res.setHeader("allow", allow);
  sendJson(res, 405, { error: "Method not allowed." });
}

function sendJson(res: ServerResponse, status: number, body: unknown): void {
  // Mail text is untrusted: never let a browser take it for a page.
  res.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
  });
  res.end(JSON.stringify(body));
}
