import { isName } from "../names.ts";

const LONGEST = 31;
/** Labels of a host that say nothing of whose it is. */
const PLAIN: ReadonlySet<string> = new Set(["api", "app", "gateway", "mcp", "server", "sse", "tools", "www"]);
const FALLBACK = "server";

/**
 * A name for a connection that nobody has named: from its title, else from its host (`mcp.linear.app` → `linear`), never
 * one of `taken`.
 */
export function suggestConnectionName(
  { title, hostname }: { readonly title: string; readonly hostname: string },
  taken: ReadonlySet<string>,
): string {
  const base = [nameFrom(title), nameFromHost(hostname)].find((name) => name !== null) ?? FALLBACK;
  if (!taken.has(base)) return base;
  for (let count = 2; ; count += 1) {
    const suffix = `-${count}`;
    const name = `${base.slice(0, LONGEST - suffix.length).replace(/-+$/, "")}${suffix}`;
    if (!taken.has(name)) return name;
  }
}

/** A title for a connection that nobody has given one: its name in words. */
export function titleFromName(name: string): string {
  const words = name.replaceAll("-", " ");
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function nameFrom(text: string): string | null {
  const name = text
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, LONGEST)
    .replace(/-+$/, "");
  return isName(name) ? name : null;
}

function nameFromHost(hostname: string): string | null {
  if (!/[a-z]/.test(hostname) || hostname.startsWith("[")) return null;
  const labels = hostname.split(".");
  const owned = labels.length > 1 ? labels.slice(0, -1) : labels;
  const readable = owned.filter((label) => !label.startsWith("xn--"));
  const telling = readable.findLast((label) => !PLAIN.has(label) && label.length > 2);
  return nameFrom(telling ?? readable.at(-1) ?? "");
}
