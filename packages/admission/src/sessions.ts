import { type HotRedis, isUnavailable } from "./hot-redis.ts";
import { type Place, sessionKey } from "./keys.ts";
import { defineScript } from "./script.ts";
import { PUT_HASH } from "./scripts/answers.ts";
import type { Unavailable } from "./verdicts.ts";

export interface NewSession extends Place {
  /** SHA-256 hex of the session id; the id itself never stands in Redis. */
  readonly idHash: string;
  /** Whom the session is bound to; every later request must bring the same text. */
  readonly principal: string;
  /** What the gateway wants to find again, as JSON. */
  readonly data: string;
  readonly ttlMs: number;
}

export type SessionVerdict =
  | { readonly kind: "SESSION"; readonly principal: string; readonly data: string }
  | { readonly kind: "NO_SESSION" };

/** Legacy MCP sessions (transport only). They are checked and touched in the same script as admission. */
export interface Sessions {
  createSession(session: NewSession): Promise<{ readonly kind: "CREATED" } | Unavailable>;
  readSession(place: Place, idHash: string): Promise<SessionVerdict | Unavailable>;
  endSession(place: Place, idHash: string): Promise<{ readonly kind: "ENDED" } | Unavailable>;
}

const PUT_SCRIPT = defineScript(PUT_HASH);

export function createSessions(hot: HotRedis): Sessions {
  return {
    createSession: async (session) => {
      const args = [String(session.ttlMs), "p", session.principal, "d", session.data];
      return hot.script({ script: PUT_SCRIPT, keys: [sessionKey(session, session.idHash)], args }, () => ({
        kind: "CREATED",
      }));
    },
    readSession: async (place, idHash) => {
      const key = sessionKey(place, idHash);
      const held = await hot.command((client) => client.hmget(key, "p", "d"));
      if (isUnavailable(held)) return held;
      const [principal, data] = held;
      return principal ? { kind: "SESSION", principal, data: data ?? "" } : { kind: "NO_SESSION" };
    },
    endSession: async (place, idHash) => {
      const key = sessionKey(place, idHash);
      const removed = await hot.command((client) => client.del(key));
      return isUnavailable(removed) ? removed : { kind: "ENDED" };
    },
  };
}
