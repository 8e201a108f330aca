/** Whether Postgres can hold a text as it is: no NUL, no half of a surrogate pair. */
function isStorable(text: string): boolean {
  return !text.includes("\u0000") && text.isWellFormed();
}

/** Deeper than any input of ours. */
const DEEPEST = 32;

/** The path of the first text, value or name, that can't be stored; null when all can. Too deep counts as none. Pure. */
export function unstorableAt(value: unknown, path: readonly string[] = []): string | null {
  if (typeof value === "string") return isStorable(value) ? null : pathText(path);
  if (typeof value !== "object" || value === null) return null;
  if (path.length >= DEEPEST) return pathText(path);
  for (const [name, inner] of Object.entries(value)) {
    if (!isStorable(name)) return pathText(path);
    const found = unstorableAt(inner, [...path, name]);
    if (found !== null) return found;
  }
  return null;
}

function pathText(path: readonly string[]): string {
  return path.length === 0 ? "input" : path.join(".");
}
