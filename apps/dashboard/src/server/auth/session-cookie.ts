import { SIGN_IN_LIFETIME_MS } from "@countersign/usecases";

/** The cookie that carries the opaque session token. Over https it is bound to the host. */
export function sessionCookieName(dashboardUrl: string): string {
  return dashboardUrl.startsWith("https:") ? "__Host-countersign-session" : "countersign-session";
}

/** The Set-Cookie header that begins or renews a session, as next-auth writes it. */
export function sessionCookie(dashboardUrl: string, token: string): string {
  const secure = dashboardUrl.startsWith("https:") ? "; Secure" : "";
  const age = SIGN_IN_LIFETIME_MS / 1000;
  return `${sessionCookieName(dashboardUrl)}=${token}; Path=/; Max-Age=${age}; HttpOnly; SameSite=Lax${secure}`;
}
