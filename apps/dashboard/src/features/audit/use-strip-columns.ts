"use client";

import { STRIP_COLUMNS, type StripColumn } from "@countersign/ui";
import { parseAsArrayOf, parseAsStringLiteral, useQueryState } from "nuqs";

const HIDDEN = parseAsArrayOf(parseAsStringLiteral(STRIP_COLUMNS)).withDefault([]);

/** Which columns of the strip are hidden; the URL keeps it. */
export function useStripColumns(): readonly [readonly StripColumn[], (hidden: readonly string[]) => void] {
  const [hidden, setHidden] = useQueryState("hide", HIDDEN);
  const hide = (columns: readonly string[]) => {
    const known = STRIP_COLUMNS.filter((column) => columns.includes(column));
    setHidden(known.length === 0 ? null : known).catch(() => undefined);
  };
  return [hidden, hide];
}
