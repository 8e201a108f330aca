import type { CalendarWindow } from "@countersign/core";
import type { LimitUse } from "./limits.ts";

/** The first end of a window that a call may be admitted beyond, and the record that then stands for it. */
export interface AfterEdge {
  /** UTC ms. */
  readonly atMs: number;
  /** JSON of the record with outcome `unknown` that names the windows beyond the edge. */
  readonly unknownRecord: string;
}

export interface Edge {
  readonly atMs: number;
  /** For each limit, in order: the window it is counted in from the edge on; null where it has none. */
  readonly windows: readonly (CalendarWindow | null)[];
}

/** A gateway whose clock is further off than this asks for such a call twice: first it hears `CLOCK`. */
const NEAR_MS = 5_000;

/** The edge that is so near that Redis may see the call beyond it. Null while every window has a while to go. */
export function nearEdge(limits: readonly LimitUse[], nowMs: number): Edge | null {
  let atMs = Number.POSITIVE_INFINITY;
  for (const limit of limits) {
    if ("windows" in limit && limit.windows.present.endMs !== null) atMs = Math.min(atMs, limit.windows.present.endMs);
  }
  if (atMs > nowMs + NEAR_MS) return null;
  const windows = limits.map((limit) => {
    if (!("windows" in limit)) return null;
    const { present, next } = limit.windows;
    return present.endMs === atMs && next !== null ? next : present;
  });
  return { atMs, windows };
}
