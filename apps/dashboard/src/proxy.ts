import { type NextRequest, NextResponse } from "next/server";
import { contentSecurityPolicy } from "./content-security-policy.ts";
import { LAST_ORGANIZATION_COOKIE, organizationOfPath } from "./features/shell/last-organization.ts";
import { underPublicName } from "./public-name.ts";

const YEAR_S = 365 * 86_400;

/** Gives every page its own nonce; Next puts it on the scripts and styles it writes. */
export function proxy(request: NextRequest): NextResponse {
  const path = `${request.nextUrl.pathname}${request.nextUrl.search}`;
  const elsewhere = underPublicName(request.headers.get("host"), path, process.env["PUBLIC_DASHBOARD_URL"]);
  // A redirect between names of this machine is made relative on its way out, and would lead back here.
  if (elsewhere !== null) return new NextResponse(null, { headers: { refresh: `0; url=${elsewhere}` } });
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
  const policy = contentSecurityPolicy(nonce, process.env.NODE_ENV === "development");
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  // Layouts don't learn their own path; sign-in needs it to come back.
  headers.set("x-countersign-path", path);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  // Only pages that somebody opens: links to other organizations are fetched ahead, too.
  const isOpened = (request.headers.get("sec-fetch-dest") ?? "document") === "document";
  const organization = isOpened ? organizationOfPath(request.nextUrl.pathname) : null;
  if (organization !== null && request.cookies.get(LAST_ORGANIZATION_COOKIE)?.value !== organization) {
    const secure = request.nextUrl.protocol === "https:";
    const options = { path: "/", maxAge: YEAR_S, httpOnly: true, sameSite: "lax", secure } as const;
    response.cookies.set(LAST_ORGANIZATION_COOKIE, organization, options);
  }
  return response;
}

export const config = {
  matcher: ["/((?!api/|_next/static|_next/image|icon.svg|icons/|manifest.webmanifest|sw.js).*)"],
};
