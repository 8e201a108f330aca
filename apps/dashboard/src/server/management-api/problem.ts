import type { Refusal } from "@countersign/contracts";

/** A refusal as RFC 9457 problem details. */
export function problem(refusal: Refusal): Response {
  const headers = new Headers({ "content-type": "application/problem+json", "cache-control": "no-store" });
  if (refusal.status === 401) headers.set("www-authenticate", "Bearer");
  if (refusal.retryAfterMs !== undefined) headers.set("retry-after", String(Math.ceil(refusal.retryAfterMs / 1000)));
  return new Response(JSON.stringify(refusal), { status: refusal.status, headers });
}
