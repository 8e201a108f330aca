/**
 * The policy of one response. Scripts and style elements need the response's nonce; style attributes are allowed, since
 * server-rendered markup can't carry a nonce on them and they can't run anything.
 */
export function contentSecurityPolicy(nonce: string, isDevelopment: boolean): string {
  return [
    "default-src 'self'",
    // React's development build reconstructs server stacks with eval; production never needs it.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    // For the framed body of a mail on /dev/mail, which is sandboxed and comes by srcdoc.
    "frame-src 'self'",
  ].join("; ");
}
