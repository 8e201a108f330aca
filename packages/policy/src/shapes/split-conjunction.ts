/**
 * The parts of `a && b && c` as they stand in the text; `a || b` is one. Null where `||` and `? :` bind differently, or
 * where the text holds what isn't told apart here (comments, raw and triple-quoted text).
 */
export function splitConjunction(cel: string): string[] | null {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  let hasOr = false;
  for (let at = 0; at < cel.length; at += 1) {
    const char = cel[at] ?? "";
    if (char === '"' || char === "'") {
      const end = endOfText(cel, at);
      if (end === null) return null;
      at = end;
    } else if ("([{".includes(char)) depth += 1;
    else if (")]}".includes(char)) depth -= 1;
    else if (cel.startsWith("//", at)) return null;
    else if (depth === 0 && cel.startsWith("&&", at)) {
      if (hasOr) return null;
      parts.push(cel.slice(from, at).trim());
      at += 1;
      from = at + 1;
    } else if (depth === 0 && char === "?") {
      return null;
    } else if (depth === 0 && cel.startsWith("||", at)) {
      if (parts.length > 0) return null;
      hasOr = true;
      at += 1;
    }
  }
  parts.push(cel.slice(from).trim());
  return parts.includes("") ? null : parts;
}

/** The closing quote of the text that begins at `start`; null for raw and triple-quoted text. */
function endOfText(cel: string, start: number): number | null {
  const quote = cel[start] ?? "";
  if (/[rRbB]/.test(cel[start - 1] ?? "") || cel.startsWith(quote.repeat(3), start)) return null;
  for (let at = start + 1; at < cel.length; at += 1) {
    if (cel[at] === "\\") at += 1;
    else if (cel[at] === quote) return at;
  }
  return null;
}
