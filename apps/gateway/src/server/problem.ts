import type { ServerResponse } from "node:http";
import type { Refusal } from "@countersign/contracts";

/** Answers with a refusal as `application/problem+json` (RFC 9457). */
export function writeProblem(
  response: ServerResponse,
  refusal: Refusal,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent || response.destroyed) return;
  const body = Buffer.from(JSON.stringify(refusal));
  const retry =
    refusal.retryAfterMs === undefined ? {} : { "retry-after": String(Math.ceil(refusal.retryAfterMs / 1000)) };
  response.writeHead(refusal.status, {
    "content-type": "application/problem+json",
    "content-length": body.length,
    ...retry,
    ...headers,
  });
  response.end(body);
}

/** Answers with JSON. */
export function writeJson(response: ServerResponse, status: number, value: object): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, { "content-type": "application/json", "content-length": body.length });
  response.end(body);
}
