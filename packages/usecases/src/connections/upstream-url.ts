/** An upstream's address as it will be used, or null. A secret in it would end up in snapshots and logs. */
export function readUpstreamUrl(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const isWeb = url.protocol === "http:" || url.protocol === "https:";
  return isWeb && url.username === "" && url.password === "" ? url.toString() : null;
}

export const UPSTREAM_URL_RULE = "The address must be http or https, without a user name or a password.";
