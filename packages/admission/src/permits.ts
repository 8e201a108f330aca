import type { HotRedis } from "./hot-redis.ts";
import { organizationPrefix, type Place, permitKey } from "./keys.ts";
import { decimal } from "./limits.ts";
import { defineScript } from "./script.ts";
import { VOID_PERMIT } from "./scripts/permit.ts";
import type { Unavailable } from "./verdicts.ts";

export type PermitVerdict = {
  /**
   * VOID: it was not used and now never can be. USED: the call of this attempt was admitted first. COLD: Redis has lost
   * something and isn't rebuilt, so that nobody can say.
   */
  readonly kind: "VOID" | "USED" | "COLD";
};

/** One attempt of an approved call. */
export interface PermitOf {
  readonly approvalId: string;
  readonly attempt: number;
  /** The highest sequence that Postgres has seen: a Redis that stands before it has forgotten. */
  readonly mark: number;
}

/** The single-use right of one attempt of an approved call. Admission itself sets it to used. */
export interface Permits {
  /** Takes the permit away unless it was used. The sweeper does so before it declares that nothing ran. */
  voidPermit(place: Place, permit: PermitOf): Promise<PermitVerdict | Unavailable>;
}

const VOID_SCRIPT = defineScript(VOID_PERMIT);
const VERDICTS = new Map<unknown, PermitVerdict["kind"]>([
  ["void", "VOID"],
  ["used", "USED"],
  ["cold", "COLD"],
]);

export function createPermits(hot: HotRedis): Permits {
  return {
    voidPermit: async (place, { approvalId, attempt, mark }) => {
      const prefix = organizationPrefix(place);
      const keys = [`${prefix}open`, `${prefix}seq`, permitKey(place, approvalId, attempt)];
      const args = [decimal(BigInt(mark)), String(hot.settings.permitMs)];
      return hot.script({ script: VOID_SCRIPT, keys, args }, (reply) => {
        const kind = VERDICTS.get(reply);
        if (!kind) throw new TypeError("a script answered out of shape");
        return { kind };
      });
    },
  };
}
