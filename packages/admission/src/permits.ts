import { type HotRedis, isUnavailable } from "./hot-redis.ts";
import { type Place, permitKey } from "./keys.ts";
import type { Unavailable } from "./verdicts.ts";

/** VOID: it was not used and now never can be. USED: the call of this attempt was admitted first. */
export type PermitVerdict = { readonly kind: "VOID" } | { readonly kind: "USED" };

/** The single-use right of one attempt of an approved call. Admission itself sets it to used. */
export interface Permits {
  /** Takes the permit away unless it was used. The sweeper does so before it declares that nothing ran. */
  voidPermit(place: Place, approvalId: string, attempt: number): Promise<PermitVerdict | Unavailable>;
  /** After a rebuild: marks the permit of an attempt that may have run as used, unless it is void. */
  restorePermit(place: Place, approvalId: string, attempt: number): Promise<PermitVerdict | Unavailable>;
}

export function createPermits(hot: HotRedis): Permits {
  // A permit goes from unset to one word and never changes again, so setting and reading need no script.
  const claim = async (key: string, word: "void" | "used"): Promise<PermitVerdict | Unavailable> => {
    const isSet = await hot.command((client) => client.set(key, word, "PX", hot.settings.permitMs, "NX"));
    if (isUnavailable(isSet)) return isSet;
    const held = isSet === "OK" ? word : await hot.command((client) => client.get(key));
    if (isUnavailable(held)) return held;
    return { kind: held === "void" ? "VOID" : "USED" };
  };
  return {
    voidPermit: async (place, approvalId, attempt) => claim(permitKey(place, approvalId, attempt), "void"),
    restorePermit: async (place, approvalId, attempt) => claim(permitKey(place, approvalId, attempt), "used"),
  };
}
