/** Where something stands in the document's text; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One thing wrong with a policy, for the person who wrote it. An `error` keeps it from being published. */
export interface PolicyProblem extends Position {
  readonly severity: "error" | "warning";
  /** `area.noun.reason`, stable. */
  readonly code: string;
  /** The field, as `rules[2].when`. Empty for the document as a whole. */
  readonly path: string;
  readonly message: string;
  /** What to do about it, in one sentence. */
  readonly fix: string;
}

export type PathPart = string | number;

/** Writes a path as people read it: `rules[2].limits[0].per`. */
export function formatPath(parts: readonly PathPart[]): string {
  let text = "";
  for (const part of parts) {
    if (typeof part === "number") text += `[${part}]`;
    else text += text === "" ? part : `.${part}`;
  }
  return text;
}

/** The order of a text: by line, then column. */
export function byPlace(a: Position, b: Position): number {
  return a.line - b.line || a.column - b.column;
}
