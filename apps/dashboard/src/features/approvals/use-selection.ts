"use client";

import { isTyping } from "@countersign/ui";
import { useEffect, useState } from "react";

interface Selection<Row> {
  readonly selected: readonly Row[];
  readonly isSelected: (row: Row) => boolean;
  readonly toggle: (row: Row) => void;
  readonly clear: () => void;
}

/**
 * Rows of a list that are chosen, by their boxes or by X on the row in focus; `onDeny` is asked for by D, with the
 * chosen ones or else the one in focus. Rows that are gone from the list are chosen no longer.
 */
export function useSelection<Row extends { readonly id: string }>(
  rows: readonly Row[],
  { isOn, onDeny }: { readonly isOn: boolean; readonly onDeny: (rows: readonly Row[]) => void },
): Selection<Row> {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const selected = rows.filter((row) => ids.has(row.id));
  const toggle = ({ id }: Row) =>
    setIds((before) => new Set(before.has(id) ? [...before].filter((one) => one !== id) : [...before, id]));
  useEffect(() => {
    if (!isOn) return;
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event)) return;
      const inFocus = document.activeElement?.closest("[data-record]")?.getAttribute("data-record");
      const focused = rows.find((row) => row.id === inFocus);
      const meant = selected.length > 0 ? selected : focused ? [focused] : [];
      if (event.key === "x" && focused) toggle(focused);
      if (event.key === "d" && meant.length > 0) {
        event.preventDefault();
        onDeny(meant);
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  });
  return { selected, isSelected: ({ id }) => ids.has(id), toggle, clear: () => setIds(new Set()) };
}
