/** A clock a test moves by hand. Times are UTC milliseconds since 1970. */
export type TestClock = {
  /** The time now, in milliseconds. */
  now(): number;
  /** The time now, as a Date. */
  date(): Date;
  /** Moves the time forward by so many milliseconds and returns the new time. */
  advance(ms: number): number;
  /** Sets the time, also backwards. */
  set(time: Date | number | string): void;
};

/** Starts at a fixed time unless told otherwise, so that a test reads the same every day. */
export function createTestClock(start: Date | number | string = "2026-01-15T12:00:00.000Z"): TestClock {
  let current = toMs(start);
  return {
    now: () => current,
    date: () => new Date(current),
    advance(ms) {
      if (ms < 0) throw new RangeError("Time only advances; use set to go back.");
      current += ms;
      return current;
    },
    set(time) {
      current = toMs(time);
    },
  };
}

function toMs(time: Date | number | string): number {
  const ms = new Date(time).getTime();
  if (Number.isNaN(ms)) throw new RangeError(`Not a time: ${String(time)}`);
  return ms;
}
