import { Redis, type RedisOptions } from "ioredis";

/** Where warnings of the connection go. Matches the logger of `@countersign/telemetry` by shape. */
export interface AdmissionLogger {
  warn(fields: Record<string, unknown>, message: string): void;
}

const SLOWEST_RECONNECT_MS = 500;

/**
 * A connection that never re-sends by itself: a command goes out once, on a live connection, or fails at once.
 * Reconnecting is automatic; deadlines are set by whoever sends.
 */
export function connect(redisUrl: string, options: RedisOptions, logger: AdmissionLogger | undefined): Redis {
  const client = new Redis(redisUrl, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (times) => Math.min(20 * times, SLOWEST_RECONNECT_MS),
    ...options,
  });
  client.on("error", (error: Error) => logger?.warn({ error: error.message }, "redis connection"));
  return client;
}

/** Resolves when the connection is ready; rejects after `timeoutMs`. */
export async function whenReady(client: Redis, timeoutMs: number): Promise<void> {
  if (client.status === "ready") return;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      client.off("ready", onReady);
      reject(new Error(`Redis is not ready after ${timeoutMs} ms`));
    }, timeoutMs);
    const onReady = (): void => {
      clearTimeout(timer);
      resolve();
    };
    client.once("ready", onReady);
  });
}
