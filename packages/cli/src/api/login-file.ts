import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";

const loginSchema = z.object({ url: z.url({ protocol: /^https?$/ }), token: z.string().min(1) });
export type Login = z.infer<typeof loginSchema>;

/** `~/.config/countersign/login.json`, or in the directory that XDG_CONFIG_HOME names. */
export function loginPath(): string {
  return join(process.env["XDG_CONFIG_HOME"] || join(homedir(), ".config"), "countersign", "login.json");
}

/** Who is logged in here; null when nobody is. Throws Error when others can read the file, or it holds no login. */
export function readLogin(): Login | null {
  const path = loginPath();
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return null;
  if ((found.mode & 0o077) !== 0) throw new Error(`others can read ${path}: run chmod 600 on it, or log in again`);
  const parsed = loginSchema.safeParse(parsedJson(readFileSync(path, "utf8")));
  if (!parsed.success) throw new Error(`${path} can't be read: log in again`);
  return parsed.data;
}

/** Keeps a login, readable by its owner only. */
export function writeLogin(login: Login): void {
  const path = loginPath();
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // The mode of a file that is there already stays when it is written.
  if (statSync(path, { throwIfNoEntry: false })) chmodSync(path, 0o600);
  writeFileSync(path, `${JSON.stringify(login)}\n`, { mode: 0o600 });
}

/** Forgets the login. False when there was none. */
export function removeLogin(): boolean {
  const isThere = statSync(loginPath(), { throwIfNoEntry: false }) !== undefined;
  rmSync(loginPath(), { force: true });
  return isThere;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
