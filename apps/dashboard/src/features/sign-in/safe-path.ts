/** Where to go after signing in: a path of our own, or the home page. A full or protocol-relative URL is refused. */
export function safePath(next: string | undefined): string {
  if (next === undefined || !/^\/(?![/\\])/.test(next)) return "/";
  // Browsers drop these inside URLs, which could turn a path into `//host`.
  return ["\t", "\n", "\r"].some((character) => next.includes(character)) ? "/" : next;
}
