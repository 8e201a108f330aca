import { describeError } from "#features/api/describe-error.ts";
import { refusalIn } from "#features/api/refusal-in.ts";

export interface ServerProblems {
  /** What belongs to a field of the form, first problem first. */
  readonly fields: readonly { readonly path: string; readonly message: string }[];
  /** What belongs to no field, as one text; null when every problem has its field. */
  readonly rest: string | null;
}

/**
 * Sorts what the server refused by the fields of the form. `fieldOf` gives the form's name for a path of the server's
 * input, or null when the form has none.
 */
export function serverProblems(error: unknown, fieldOf: (path: string) => string | null): ServerProblems {
  const problems = refusalIn(error)?.problems ?? [];
  if (problems.length === 0) return { fields: [], rest: describeError(error) };
  const fields: { path: string; message: string }[] = [];
  const rest: string[] = [];
  for (const { path, message, fix } of problems) {
    const words = fix ? `${message} ${fix}` : message;
    const field = fieldOf(path);
    if (field === null) rest.push(path === "" ? words : `${path}: ${words}`);
    else if (!fields.some((other) => other.path === field)) fields.push({ path: field, message: words });
  }
  return { fields, rest: rest.length === 0 ? null : rest.join(" ") };
}

/** The names of a form's values and how a server's path finds one: by its longest beginning. Pure. */
export function fieldAmong(names: readonly string[], path: string): string | null {
  const first = path.split(".")[0] ?? "";
  return names.includes(first) ? (names.includes(path) ? path : first) : null;
}
