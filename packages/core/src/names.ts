const NAME = /^[a-z][a-z0-9-]{0,30}$/;
const INSTANCE_NAME = /^[a-z][a-z0-9-]{0,61}$/;
const RESERVED: ReadonlySet<string> = new Set(["countersign"]);

/** True when `text` may name an organization, agent or connection. */
export function isName(text: string): boolean {
  return NAME.test(text) && !RESERVED.has(text);
}

/** True when `text` may name an instance, which may be longer than other names. */
export function isInstanceName(text: string): boolean {
  return INSTANCE_NAME.test(text) && !RESERVED.has(text);
}

/** The full name of an operation: `connection.operation`. */
export function operationId(connection: string, operation: string): string {
  return `${connection}.${operation}`;
}

/** Splits at the first dot, since operation names may hold more of them. Null when there is none or a part is empty. */
export function splitOperation(id: string): { readonly connection: string; readonly operation: string } | null {
  const dot = id.indexOf(".");
  if (dot <= 0 || dot === id.length - 1) return null;
  return { connection: id.slice(0, dot), operation: id.slice(dot + 1) };
}

/**
 * Matches a glob over `connection.operation`, exactly and case-sensitively. `*` stands for any run of characters
 * but doesn't cross the first dot: `*.send_email` matches every connection, `*` alone matches every operation.
 */
export function matchesGlob(pattern: string, id: string): boolean {
  if (pattern === "*") return true;
  const wanted = splitOperation(pattern);
  const actual = splitOperation(id);
  if (!wanted || !actual) return matchesWildcard(pattern, id);
  return matchesWildcard(wanted.connection, actual.connection) && matchesWildcard(wanted.operation, actual.operation);
}

/** Matches text against a pattern in which `*` stands for any run of characters. Linear in the text for each star. */
export function matchesWildcard(pattern: string, text: string): boolean {
  const parts = pattern.split("*");
  const [first = ""] = parts;
  if (parts.length === 1) return pattern === text;
  const last = parts[parts.length - 1] ?? "";
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, from);
    if (found < 0 || found + part.length > text.length - last.length) return false;
    from = found + part.length;
  }
  return true;
}
