const MAX_LENGTH = 65_536;
const MAX_COMMENTS = 100;
const MAX_PARTS = 4_000;

/** Literals of many dashes, which a list of identifiers may hold by the hundred. */
const UUID = /'[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}'/g;
/** Whatever can make a statement nest one level deeper, also where it stands in a text or a comment. */
const PARTS =
  /[-+*/<>=~!@#%^&|?`:.([]|\b(?:not|is|isnull|notnull|collate|at|union|except|intersect|join|select|case|between|like|ilike|similar|in)\b/gi;

/** Why a text isn't given to the parser at all, or null. A parser that overflows its stack has to be made anew. */
export function textProblem(text: string): string | null {
  if (text.length > MAX_LENGTH) return "the statement is longer than 65,536 characters";
  if (text.includes("\0")) return "the statement holds a null character";
  if (!text.isWellFormed()) return "the statement is not well-formed text";
  if (text.split("/*").length - 1 > MAX_COMMENTS) return "the statement holds too many comments";
  if (text.length <= MAX_PARTS) return null;
  const parts = text.replace(UUID, "").match(PARTS)?.length ?? 0;
  return parts > MAX_PARTS ? "the statement is too complex" : null;
}
