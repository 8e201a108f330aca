import { safePath } from "./safe-path.ts";

const KEY = "countersign-after-sign-in";
/** As long as a mailed link works. */
const KEPT_MS = 15 * 60_000;

/** Notes where to go once the mailed link has been followed in this browser. The link itself carries no path. */
export function rememberPath(path: string): void {
  try {
    if (path === "/") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify({ path, at: Date.now() }));
  } catch {
    // Without storage people land on their organization instead.
  }
}

/** Where to go after the link, once; the home page when nothing was noted lately. */
export function takeRememberedPath(): string {
  try {
    const noted: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
    localStorage.removeItem(KEY);
    if (typeof noted !== "object" || noted === null || !("path" in noted) || !("at" in noted)) return "/";
    const isFresh = typeof noted.at === "number" && Date.now() - noted.at < KEPT_MS;
    return isFresh && typeof noted.path === "string" ? safePath(noted.path) : "/";
  } catch {
    return "/";
  }
}
