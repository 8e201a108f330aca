"use client";

import { useRef } from "react";

/** Tells which rows came in after the first look, so that only those slide in. */
export function useArrivals(ids: readonly string[]): (id: string) => boolean {
  const first = useRef<ReadonlySet<string> | null>(null);
  if (first.current === null && ids.length > 0) first.current = new Set(ids);
  const known = first.current;
  const oldestKnown = known ? [...known].at(-1) : undefined;
  // Ids are time-ordered: one that is younger than the first look's oldest and wasn't there has arrived since.
  return (id) => known !== null && oldestKnown !== undefined && !known.has(id) && id > oldestKnown;
}
