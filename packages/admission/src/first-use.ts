import type { HotRedis } from "./hot-redis.ts";
import { firstUseKey } from "./keys.ts";
import type { Unavailable } from "./verdicts.ts";

export type FirstUseVerdict = { readonly kind: "FIRST" } | { readonly kind: "USED" } | Unavailable;

/** What counts once for the whole platform, such as a signed request of somebody outside. */
export interface FirstUse {
  /** FIRST for exactly one caller within `ttlMs`. Throws RangeError unless `hash` is the hex of a SHA-256. */
  useOnce(use: { readonly hash: string; readonly ttlMs: number }): Promise<FirstUseVerdict>;
}

export function createFirstUse(hot: HotRedis): FirstUse {
  return {
    useOnce: async ({ hash, ttlMs }) => {
      const key = firstUseKey(hash);
      return hot.command(async (redis): Promise<FirstUseVerdict> => {
        const reply = await redis.set(key, "1", "PX", ttlMs, "NX");
        return { kind: reply === "OK" ? "FIRST" : "USED" };
      });
    },
  };
}
