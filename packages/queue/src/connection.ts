/** Where the queue lives. `prefix` is a shard's hash tag such as `{s00}`, so that all of it is on one node of a cluster. */
export interface QueuePlace {
  readonly redisUrl: string;
  readonly prefix: string;
}

/** Takes what goes wrong outside a job. Matches the logger of `@countersign/telemetry` by shape. */
export interface QueueLogger {
  warn(fields: Record<string, unknown>, message: string): void;
}

/** The one queue of jobs; kinds are told apart by name. */
export const QUEUE_NAME = "jobs";

const PREFIX = /^\{[a-z0-9]+\}$/;
const SLOWEST_RECONNECT_MS = 1000;

/** Throws RangeError unless the prefix is a hash tag. */
export function queuePrefix(place: QueuePlace): string {
  if (!PREFIX.test(place.prefix)) throw new RangeError("a queue's prefix is a hash tag such as {s00}");
  return place.prefix;
}

/** `null` lets a consumer wait for Redis to come back; a producer gives up after one try. */
export function connectionOptions(
  place: QueuePlace,
  maxRetriesPerRequest: number | null,
): {
  url: string;
  maxRetriesPerRequest: number | null;
  retryStrategy: (times: number) => number;
} {
  return {
    url: place.redisUrl,
    maxRetriesPerRequest,
    retryStrategy: (times) => Math.min(50 * times, SLOWEST_RECONNECT_MS),
  };
}
