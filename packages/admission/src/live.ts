import type { Redis } from "ioredis";
import { z } from "zod";
import { type HotRedis, isUnavailable } from "./hot-redis.ts";
import { liveChannel, outcomeChannel, type Place, readyChannel } from "./keys.ts";
import type { Unavailable } from "./verdicts.ts";

/** `message` is JSON as published; its schema is in `contracts`. */
export type LiveHandler = (message: string, org: string) => void;

/** Ends one subscription. */
export type Unsubscribe = () => Promise<void>;

/** Live messages of an organization: approval decisions, records, changes. At most once; nothing depends on them. */
export interface Live {
  publishLive(place: Place, message: string): Promise<{ readonly kind: "PUBLISHED" } | Unavailable>;
  /**
   * Resolves once messages are sure to arrive or, while Redis is away, at the deadline; then they come when it is back.
   * One Redis subscription per organization, however many handlers.
   */
  subscribeLive(place: Place, handler: LiveHandler): Promise<Unsubscribe>;
  /** All organizations of all shards. */
  subscribeAllLive(handler: LiveHandler): Promise<Unsubscribe>;
  /** Tells every gateway that an approved call is to run now. Whoever claims it runs it. */
  announceReady(place: Place, ready: ReadyCallNotice): Promise<{ readonly kind: "PUBLISHED" } | Unavailable>;
  /** Hears of approved calls that are to run now, of all organizations of all shards. A word may be missed. */
  subscribeReady(handler: ReadyHandler): Promise<Unsubscribe>;
  /**
   * Passes on what came of a call to the gateway that holds it, and its answer back. `heardBy`: how many processes hear
   * it, this one included if it listens.
   */
  passOutcome(
    place: Place,
    message: string,
  ): Promise<{ readonly kind: "PASSED"; readonly heardBy: number } | Unavailable>;
  /** Hears what is passed on, of all organizations of all shards. A word may be missed. */
  subscribeOutcomes(handler: (message: string, place: Place) => void): Promise<Unsubscribe>;
  /** Hears of every kill switch that is pulled, of all organizations of all shards. A word may be missed. */
  subscribeStops(handler: StopHandler): Promise<Unsubscribe>;
}

/** `ids`: what is stopped from now on. */
export type StopHandler = (ids: readonly string[], org: string) => void;

export interface ReadyCallNotice {
  readonly approvalId: string;
  /** The reference that keys of its organization carry. */
  readonly organizationRef: string;
}

export type ReadyHandler = (ready: ReadyCallNotice, place: Place) => void;

const ALL = "{s*}:*:live";
const STOPS = "{s*}:*:stop";
const READY = "{s*}:*:ready";
const OUTCOMES = "{s*}:*:outcome";
const PATTERNS: ReadonlySet<string> = new Set([ALL, STOPS, READY, OUTCOMES]);
const CHANNEL = /^\{s(\d+)\}:([A-Za-z0-9_-]+):(?:live|stop|ready|outcome)$/;
const IDS = z.array(z.string());
const NOTICE = z.object({ approvalId: z.string(), organizationRef: z.string() });

type Handler = (message: string, place: Place) => void;

/** `subscriber` gives the process' one subscriber connection, made on first use. */
export function createLive(hot: HotRedis, subscriber: () => Redis): Live {
  const handlers = new Map<string, Set<Handler>>();
  let connection: Redis | null = null;

  const deliver = (target: string, channel: string, message: string): void => {
    const [, shard, org] = CHANNEL.exec(channel) ?? [];
    if (org === undefined) return;
    const place = { org, shard: Number(shard) };
    for (const handler of [...(handlers.get(target) ?? [])]) handler(message, place);
  };
  const connected = (): Redis => {
    if (connection) return connection;
    connection = subscriber();
    connection.on("message", (channel: string, message: string) => deliver(channel, channel, message));
    connection.on("pmessage", (pattern: string, channel: string, message: string) =>
      deliver(pattern, channel, message),
    );
    return connection;
  };
  const subscribe = async (target: string, handler: Handler): Promise<Unsubscribe> => {
    const set = handlers.get(target) ?? new Set<Handler>();
    handlers.set(target, set);
    set.add(handler);
    // Asked each time: a second subscription is free, and resolves only once the first is in force.
    const isPattern = PATTERNS.has(target);
    const subscribed = isPattern ? connected().psubscribe(target) : connected().subscribe(target);
    await within(subscribed, hot.settings.deadlineMs);
    return async () => {
      set.delete(handler);
      if (set.size > 0 || handlers.get(target) !== set) return;
      handlers.delete(target);
      const ended = isPattern ? connected().punsubscribe(target) : connected().unsubscribe(target);
      await within(ended, hot.settings.deadlineMs);
    };
  };

  const publish = async (channel: string, message: string): Promise<{ readonly kind: "PUBLISHED" } | Unavailable> => {
    const sent = await hot.command((client) => client.publish(channel, message));
    return isUnavailable(sent) ? sent : { kind: "PUBLISHED" };
  };

  return {
    publishLive: (place, message) => publish(liveChannel(place), message),
    subscribeLive: (place, handler) => subscribe(liveChannel(place), (message, { org }) => handler(message, org)),
    subscribeAllLive: (handler) => subscribe(ALL, (message, { org }) => handler(message, org)),
    announceReady: (place, ready) => publish(readyChannel(place), JSON.stringify(ready)),
    subscribeReady: (handler) =>
      subscribe(READY, (message, place) => handler(NOTICE.parse(JSON.parse(message)), place)),
    passOutcome: async (place, message) => {
      const heardBy = await hot.command((client) => client.publish(outcomeChannel(place), message));
      return isUnavailable(heardBy) ? heardBy : { kind: "PASSED", heardBy };
    },
    subscribeOutcomes: (handler) => subscribe(OUTCOMES, handler),
    subscribeStops: (handler) => subscribe(STOPS, (message, { org }) => handler(IDS.parse(JSON.parse(message)), org)),
  };
}

/** Waits for a subscription at most this long. One that fails later was of a connection that is being closed. */
async function within(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work.catch(() => {}), late]);
  clearTimeout(timer);
}
