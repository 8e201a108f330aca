const LOOPBACK: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Where a page is opened that was asked for under another name of this machine: cookies, passkeys and what may be changed
 * from a page belong to one name. Null where it was asked for by its own.
 */
export function underPublicName(host: string | null, path: string, publicUrl: string | undefined): string | null {
  if (host === null || publicUrl === undefined) return null;
  const asked = URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : null;
  const own = new URL(publicUrl);
  if (!asked || asked.port !== own.port || asked.hostname === own.hostname) return null;
  return LOOPBACK.has(asked.hostname) && LOOPBACK.has(own.hostname) ? `${own.origin}${path}` : null;
}
