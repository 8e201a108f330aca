/** The cookie by which an answer to a passkey's question comes from the browser that was asked. */
export function passkeyCookieName(dashboardUrl: string): string {
  return dashboardUrl.startsWith("https:") ? "__Host-countersign-passkey" : "countersign-passkey";
}

/** The Set-Cookie header that says what a browser was asked by; it ends with the browser. */
export function passkeyCookie(dashboardUrl: string, browser: string): string {
  const secure = dashboardUrl.startsWith("https:") ? "; Secure" : "";
  return `${passkeyCookieName(dashboardUrl)}=${browser}; Path=/; HttpOnly; SameSite=Strict${secure}`;
}
