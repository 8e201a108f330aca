/**
 * Whether a request that changes something comes from our own pages. The session cookie is SameSite=Lax already; this
 * holds where a browser doesn't.
 */
export function isSameOrigin(request: Request, dashboardUrl: string): boolean {
  if (request.method === "GET" || request.method === "HEAD") return true;
  const origin = request.headers.get("origin");
  return origin === null ? request.headers.get("sec-fetch-site") === null : origin === new URL(dashboardUrl).origin;
}
