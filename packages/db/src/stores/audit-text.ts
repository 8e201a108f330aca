/** Text as Postgres can keep it: NUL and lone surrogates become U+FFFD. */
export function storableText<T extends string | null>(text: T): T;
export function storableText(text: string | null): string | null {
  return text === null ? null : text.replaceAll("\u0000", "\ufffd").toWellFormed();
}

const UNSTORABLE = /\\u(?:0000|[dD][89a-fA-F])/;

/** JSON text of a value as Postgres' jsonb can keep it. Hashes beside it still tell the original. */
export function storableJson(value: unknown): string {
  const text = JSON.stringify(value);
  if (!UNSTORABLE.test(text)) return text;
  return JSON.stringify(JSON.parse(text), (_key, member: unknown) =>
    typeof member === "string" ? storableText(member) : member,
  );
}

/** The value as it comes back from Postgres' jsonb: the same, but for text that can't be kept. */
export function storable<T>(value: T): T {
  const text = JSON.stringify(value);
  return UNSTORABLE.test(text) ? JSON.parse(storableJson(value)) : value;
}
