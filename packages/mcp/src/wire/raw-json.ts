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
  while (text.charCodeAt(at) !== CLOSE_OBJECT) {
    const nameEnd = skipString(text, at);
    const start = skipSpace(text, skipSpace(text, nameEnd) + 1);
    const end = skipValue(text, start);
    members.push({ name: nameIn(text, at, nameEnd), raw: text.slice(start, end) });
    at = next(text, end);
  }
  return members;
}

function nameIn(text: string, start: number, end: number): string {
  const plain = text.slice(start + 1, end - 1);
  return plain.includes("\\") ? (JSON.parse(text.slice(start, end)) as string) : plain;
}

/** The elements of a JSON array in their order. Throws SyntaxError if the text is no array. */
export function rawElements(text: string): string[] {
  const elements: string[] = [];
  let at = expectOpen(text, "[");
  while (text.charCodeAt(at) !== CLOSE_ARRAY) {
    const end = skipValue(text, at);
    elements.push(text.slice(at, end));
    at = next(text, end);
  }
  return elements;
}

/** The text of one member, the last of that name as JSON.parse would take it; null when there is none. */
export function rawMember(text: string, name: string): string | null {
  let found: string | null = null;
  let at = expectOpen(text, "{");
  while (text.charCodeAt(at) !== CLOSE_OBJECT) {
    const nameEnd = skipString(text, at);
    const start = skipSpace(text, skipSpace(text, nameEnd) + 1);
    const end = skipValue(text, start);
    if (nameIn(text, at, nameEnd) === name) found = text.slice(start, end);
    at = next(text, end);
  }
  return found;
}

/** How deep JSON may nest, and how many members and elements it may have in all. */
export interface ShapeBounds {
  readonly depth: number;
  readonly values: number;
}

/** True when JSON text goes past a bound, found without decoding it. The text need not be valid JSON. */
export function goesPast(text: string, bounds: ShapeBounds): boolean {
  if (text.length < Math.min(bounds.depth, bounds.values)) return false;
  let depth = 0;
  let values = 1;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = stringEnd(text, at);
      if (end < 0) return false;
      at = end - 1;
    } else if (code === COMMA) {
      values += 1;
      if (values > bounds.values) return true;
    } else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      depth += 1;
      values += 1;
      if (depth > bounds.depth || values > bounds.values) return true;
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) depth -= 1;
  }
  return false;
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

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

function expectOpen(text: string, bracket: "{" | "["): number {
  const at = skipSpace(text, 0);
  if (text[at] !== bracket) throw new SyntaxError(`expected "${bracket}"`);
  return skipSpace(text, at + 1);
}

function next(text: string, end: number): number {
  const at = skipSpace(text, end);
  const code = text.charCodeAt(at);
  if (code === COMMA) return skipSpace(text, at + 1);
  if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) return at;
  throw new SyntaxError("the JSON ends too early");
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 0x20) at += 1;
  return at;
}

/** Where the string that begins at `from` ends; -1 when it doesn't. */
function stringEnd(text: string, from: number): number {
  for (let quote = text.indexOf('"', from + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let slashes = 0;
    while (text.charCodeAt(quote - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return quote + 1;
  }
  return -1;
}

function skipString(text: string, from: number): number {
  const end = stringEnd(text, from);
  if (end < 0) throw new SyntaxError("a string has no end");
  return end;
}

function skipValue(text: string, from: number): number {
  const first = text.charCodeAt(from);
  if (first === QUOTE) return skipString(text, from);
  if (first !== OPEN_OBJECT && first !== OPEN_ARRAY) return skipScalar(text, from);
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = skipString(text, at) - 1;
    else if (code === OPEN_OBJECT || code === OPEN_ARRAY) depth += 1;
    else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  throw new SyntaxError("a bracket has no end");
}

function skipScalar(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isScalarEnd(text.charCodeAt(at))) at += 1;
  if (at === from) throw new SyntaxError("expected a value");
  return at;
}

function isScalarEnd(code: number): boolean {
  return code <= 0x20 || code === COMMA || code === CLOSE_OBJECT || code === CLOSE_ARRAY;
}
