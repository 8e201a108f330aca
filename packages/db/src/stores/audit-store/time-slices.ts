/** A span of time, UTC ms; `from` included, `to` not. Null is open. */
export interface TimeSlice {
  readonly from: number | null;
  readonly to: number | null;
}

export interface SliceBounds {
  /** Where the search begins in its direction, ms; null at its open end. */
  readonly start: number | null;
  /** The oldest record there is, ms. */
  readonly oldest: number;
  readonly now: number;
  readonly direction: "older" | "newer";
}

const DAY_MS = 86_400_000;
const LONGEST_DAYS = 32;

/**
 * Cuts time into spans to be searched one after another: the first is the day the search begins in, each later one twice
 * as long, whole days all of them, so that few partitions are touched while the newest records answer. Pure.
 */
export function* timeSlices({ start, oldest, now, direction }: SliceBounds): Generator<TimeSlice> {
  const begin = start ?? now;
  const dayStart = Math.floor(begin / DAY_MS) * DAY_MS;
  let days = 1;
  if (direction === "older") {
    yield { from: dayStart, to: null };
    for (let edge = dayStart; edge > oldest; days = Math.min(days * 2, LONGEST_DAYS)) {
      const next = edge - days * DAY_MS;
      yield { from: next, to: edge };
      edge = next;
    }
    return;
  }
  let edge = dayStart + DAY_MS;
  yield { from: null, to: edge };
  while (edge <= now) {
    const next = edge + days * DAY_MS;
    yield { from: edge, to: next };
    edge = next;
    days = Math.min(days * 2, LONGEST_DAYS);
  }
  // Clocks of gateways may be ahead.
  yield { from: edge, to: null };
}
