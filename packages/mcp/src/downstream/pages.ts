export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/**
 * One page of a list. The cursor is opaque to clients and holds no state of ours: the position and a tag of the list
 * it belongs to. Null when the cursor isn't ours or belongs to another list: answer -32602, the client starts over.
 */
export function pageOf<T>(
  all: readonly T[],
  cursor: string | null,
  list: { readonly size: number; readonly tag: string },
): Page<T> | null {
  const from = cursor === null ? 0 : positionOf(cursor, list.tag);
  if (from === null || from > all.length || (cursor !== null && from === 0)) return null;
  const end = from + list.size;
  const nextCursor = end < all.length ? Buffer.from(`${end}:${list.tag}`).toString("base64url") : null;
  return { items: all.slice(from, end), nextCursor };
}

function positionOf(cursor: string, tag: string): number | null {
  const text = Buffer.from(cursor.slice(0, 256), "base64url").toString("utf8");
  const colon = text.indexOf(":");
  if (colon < 1 || text.slice(colon + 1) !== tag || !/^\d{1,9}$/.test(text.slice(0, colon))) return null;
  return Number(text.slice(0, colon));
}
