import { safePath } from "./safe-path.ts";

export interface NextParams {
  readonly searchParams: Promise<{ readonly next?: string | string[] }>;
}

/** Where a page of the ways in leads afterwards: the path itself, and the query that hands it on to the next page. */
export async function nextOf(
  searchParams: NextParams["searchParams"],
): Promise<{ readonly path: string; readonly query: string }> {
  const { next } = await searchParams;
  const path = safePath(typeof next === "string" ? next : undefined);
  return { path, query: path === "/" ? "" : `?next=${encodeURIComponent(path)}` };
}
