import type { Logger } from "@countersign/telemetry";

/** One round of a loop. True when there is more to do at once. A long one says now and then that it is `alive`. */
export type Round = (signal: AbortSignal, alive: () => void) => Promise<boolean>;

export interface LoopOptions {
  readonly name: string;
  /** How long to rest between rounds, ms. */
  readonly everyMs: number;
  readonly logger: Logger;
}

/** Something that goes on until it is stopped. */
export interface Loop {
  readonly name: string;
  /** False until a round has succeeded, and when none has lately. */
  isHealthy(): boolean;
  /** Lets the round in hand end, and starts no other. */
  stop(): Promise<void>;
}

const LONGEST_REST_MS = 5_000;
const HEALTHY_MS = 15_000;

/** Runs rounds one after the other. A round that throws is logged and tried again after a growing rest. */
export function startLoop({ name, everyMs, logger }: LoopOptions, round: Round): Loop {
  const stopping = new AbortController();
  let succeededAt = Number.NEGATIVE_INFINITY;
  const alive = (): void => {
    succeededAt = performance.now();
  };
  const run = async (): Promise<void> => {
    let failures = 0;
    while (!stopping.signal.aborted) {
      let hasMore = false;
      try {
        hasMore = await round(stopping.signal, alive);
        alive();
        failures = 0;
      } catch (error) {
        failures += 1;
        logger.warn({ loop: name, failures, err: error }, "a round failed");
      }
      const restMs = failures > 0 ? Math.max(everyMs, Math.min(LONGEST_REST_MS, 100 * 2 ** failures)) : everyMs;
      if (!hasMore) await rest(restMs, stopping.signal);
    }
  };
  const ended = run();
  return {
    name,
    isHealthy: () => performance.now() - succeededAt < HEALTHY_MS + everyMs,
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}

/** Resolves after so many ms, or at once when the signal comes. */
export function rest(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}
