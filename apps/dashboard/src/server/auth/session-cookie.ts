/** The cookie that carries the opaque session token. Over https it is bound to the host. */
export function sessionCookieName(dashboardUrl: string): string {
  return dashboardUrl.startsWith("https:") ? "__Host-countersign-session" : "countersign-session";
}
