/**
 * Cuts JSON text into the texts of its members or elements without decoding them, so that what an upstream sent
 * (number spellings, unknown fields, member order) can travel on as it came. The text must be valid JSON already:
 * callers run JSON.parse over it first.
 */

export interface RawMember {
  readonly name: string;
  /** The member's value as it stands in the text. */
  readonly raw: string;
}

/** The members of a JSON object in their order. Throws SyntaxError if the text is no object. */
export function rawMembers(text: string): RawMember[] {
  const members: RawMember[] = [];
  let at = expectOpen(text, "{");
  while (text[at] !== "}") {
    const nameEnd = skipString(text, at);
    const name = JSON.parse(text.slice(at, nameEnd)) as string;
    const start = skipSpace(text, skipSpace(text, nameEnd) + 1);
    const end = skipValue(text, start);
    members.push({ name, raw: text.slice(start, end) });
    at = next(text, end);
  }
  return members;
}

/** The elements of a JSON array in their order. Throws SyntaxError if the text is no array. */
export function rawElements(text: string): string[] {
  const elements: string[] = [];
  let at = expectOpen(text, "[");
  while (text[at] !== "]") {
    const end = skipValue(text, at);
    elements.push(text.slice(at, end));
    at = next(text, end);
  }
  return elements;
}

/** The text of one member, the last of that name as JSON.parse would take it; null when there is none. */
export function rawMember(text: string, name: string): string | null {
  return rawMembers(text).findLast((member) => member.name === name)?.raw ?? null;
}

/** An object's text with some members replaced, added at the end, or (null) left out; the others stay byte for byte. */
export function editRawObject(text: string, changes: Readonly<Record<string, string | null>>): string {
  const kept = rawMembers(text).filter(
    (member) => !Object.hasOwn(changes, member.name) || changes[member.name] !== null,
  );
  const written = new Set<string>();
  const parts = kept.map(({ name, raw }) => {
    const change = Object.hasOwn(changes, name) ? changes[name] : undefined;
    written.add(name);
    return `${JSON.stringify(name)}:${typeof change === "string" ? change : raw}`;
  });
  for (const [name, raw] of Object.entries(changes)) {
    if (raw !== null && !written.has(name)) parts.push(`${JSON.stringify(name)}:${raw}`);
  }
  return `{${parts.join(",")}}`;
}

function expectOpen(text: string, bracket: "{" | "["): number {
  const at = skipSpace(text, 0);
  if (text[at] !== bracket) throw new SyntaxError(`expected "${bracket}"`);
  return skipSpace(text, at + 1);
}

function next(text: string, end: number): number {
  const at = skipSpace(text, end);
  if (text[at] === ",") return skipSpace(text, at + 1);
  if (text[at] === "}" || text[at] === "]") return at;
  throw new SyntaxError("the JSON ends too early");
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 32) at += 1;
  return at;
}

function skipString(text: string, from: number): number {
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) throw new SyntaxError("a string has no end");
    let slashes = 0;
    while (text.charCodeAt(quote - 1 - slashes) === 92) slashes += 1;
    if (slashes % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}

const SCALAR_END = /[\s,\]}]|$/g;
const STRUCTURE = /["{}[\]]/g;

function skipValue(text: string, from: number): number {
  const first = text[from];
  if (first === '"') return skipString(text, from);
  if (first !== "{" && first !== "[") {
    SCALAR_END.lastIndex = from;
    const end = SCALAR_END.exec(text)?.index ?? text.length;
    if (end === from) throw new SyntaxError("expected a value");
    return end;
  }
  let depth = 0;
  let at = from;
  for (;;) {
    STRUCTURE.lastIndex = at;
    const found = STRUCTURE.exec(text);
    if (!found) throw new SyntaxError("a bracket has no end");
    const char = found[0];
    if (char === '"') {
      at = skipString(text, found.index);
      continue;
    }
    at = found.index + 1;
    depth += char === "{" || char === "[" ? 1 : -1;
    if (depth === 0) return at;
  }
}
