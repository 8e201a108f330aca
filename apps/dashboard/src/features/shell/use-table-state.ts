"use client";

import { sortFrom, type TableSort } from "@countersign/ui";
import { parseAsArrayOf, parseAsString, useQueryStates } from "nuqs";

/** How a table stands, to be spread on it. */
interface TableState {
  readonly sort: TableSort | null;
  readonly onSort: (sort: TableSort | null) => void;
  readonly hidden: string[];
  readonly onHide: (hidden: string[]) => void;
}

/** Keeps a table's order and hidden columns in the URL, under `{prefix}Sort` and `{prefix}Hide`. */
export function useTableState(prefix: string, initiallyHidden: readonly string[] = []): TableState {
  const [state, setState] = useQueryStates(
    { sort: parseAsString, hide: parseAsArrayOf(parseAsString) },
    { history: "replace", urlKeys: { sort: `${prefix}Sort`, hide: `${prefix}Hide` } },
  );
  const set = (patch: Partial<Record<"sort", string | null>> & { hide?: string[] | null }) => {
    setState(patch).catch(() => undefined);
  };
  const isInitial = (hidden: readonly string[]) => [...hidden].sort().join() === [...initiallyHidden].sort().join();
  return {
    sort: sortFrom(state.sort ?? ""),
    onSort: (sort) => set({ sort: sort ? `${sort.desc ? "-" : ""}${sort.id}` : null }),
    hidden: state.hide ?? [...initiallyHidden],
    onHide: (hidden) => set({ hide: isInitial(hidden) ? null : hidden }),
  };
}
