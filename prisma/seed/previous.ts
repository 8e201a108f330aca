import { readFile } from "node:fs/promises";

/** Secrets of an earlier run: whatever looks like a key, a token or a password of a person. */
export interface Previous {
  readonly keys: readonly string[];
  /** E-mail address → password. */
  readonly passwords: ReadonlyMap<string, string>;
}

export const NOTHING_PREVIOUS: Previous = { keys: [], passwords: new Map() };

const KEY = /^cs[km]_[0-9A-Za-z_]+$/;

/** Reads what an earlier run printed. A file that is missing or isn't JSON holds nothing. */
export async function readPrevious(path: string): Promise<Previous> {
  const keys: string[] = [];
  const passwords = new Map<string, string>();
  const visit = (value: unknown): void => {
    if (typeof value === "string" && KEY.test(value)) keys.push(value);
    if (typeof value !== "object" || value === null) return;
    if ("email" in value && "password" in value) {
      const { email, password } = value;
      if (typeof email === "string" && typeof password === "string") passwords.set(email, password);
    }
    for (const member of Object.values(value)) visit(member);
  };
  try {
    visit(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return NOTHING_PREVIOUS;
  }
  return { keys, passwords };
}
