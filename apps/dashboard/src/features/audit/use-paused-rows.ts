"use client";

import { useState } from "react";

interface PausedRows<Row> {
  /** The rows to show: as they come, or as they stood when it was paused. */
  readonly rows: readonly Row[];
  readonly isPaused: boolean;
  /** How many have come since; the oldest of them may be on a later page. */
  readonly waiting: number;
  readonly pause: () => void;
  readonly resume: () => void;
}

/** Holds a list that grows at its top while somebody reads it. Rows that are loaded at its end still come. */
export function usePausedRows<Row extends { readonly id: string }>(live: readonly Row[]): PausedRows<Row> {
  const [known, setKnown] = useState<ReadonlySet<string> | null>(null);
  const first = known === null ? 0 : live.findIndex((row) => known.has(row.id));
  const begin = first === -1 ? live.length : first;
  return {
    rows: begin === 0 ? live : live.slice(begin),
    isPaused: known !== null,
    waiting: begin,
    pause: () => setKnown(new Set(live.map((row) => row.id))),
    resume: () => setKnown(null),
  };
}
