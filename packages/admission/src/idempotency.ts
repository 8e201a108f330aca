import { createHash } from "node:crypto";
import { canonicalJson } from "@countersign/core";
import { z } from "zod";
import type { HotRedis } from "./hot-redis.ts";
import { idempotencyEntryKey, organizationPrefix, type Place } from "./keys.ts";
import { defineScript } from "./script.ts";
import { LOOK_IDEMPOTENT } from "./scripts/idempotency.ts";
import type { Unavailable } from "./verdicts.ts";

/** A call that its caller may send again under the same key. Both are hex SHA-256. */
export interface IdempotentCall {
  /** Of organization, agent and the caller's key. */
  readonly keyHash: string;
  /** Of operation and arguments: what the key stands for. */
  readonly callHash: string;
}

/** What a key stands for, from what a record keeps of its call. `operation`: `connection.operation`. */
export function idempotentCallHash(operation: string, argumentsHash: string): string {
  return createHash("sha256")
    .update(canonicalJson(["call", operation, argumentsHash]))
    .digest("hex");
}

export type IdempotencyVerdict =
  /** Nothing has run under it. */
  | { readonly kind: "NEW" }
  /** It stands for another call. */
  | { readonly kind: "OTHER" }
  | { readonly kind: "RUNNING"; readonly callId: string }
  /** It ended, and this is how; sealed. */
  | { readonly kind: "ANSWER"; readonly sealed: string }
  /** It may have run, and no answer is kept. */
  | { readonly kind: "UNKNOWN"; readonly callId: string };

/** Idempotency keys. A key is claimed by admission itself, in the same step that lets its call run. */
export interface Idempotency {
  lookIdempotent(place: Place, call: IdempotentCall): Promise<IdempotencyVerdict | Unavailable>;
}

/** How long a key stands for its call, ms. */
export const IDEMPOTENCY_MS = 24 * 3_600_000;

const LOOK_SCRIPT = defineScript(LOOK_IDEMPOTENT);
const LOOKED = z.union([
  z.tuple([z.enum(["NEW", "OTHER"])]),
  z.tuple([z.enum(["RUNNING", "ANSWER", "UNKNOWN"]), z.string()]),
]);

export function createIdempotency(hot: HotRedis): Idempotency {
  return {
    lookIdempotent: async (place, { keyHash, callHash }) => {
      const prefix = organizationPrefix(place);
      const keys = [idempotencyEntryKey(place, keyHash), `${prefix}inflight`];
      const args = [callHash, String(IDEMPOTENCY_MS), `${prefix}done:`];
      return hot.script({ script: LOOK_SCRIPT, keys, args }, (reply): IdempotencyVerdict => {
        const [kind, what = ""] = LOOKED.parse(reply);
        if (kind === "ANSWER") return { kind, sealed: what };
        return kind === "RUNNING" || kind === "UNKNOWN" ? { kind, callId: what } : { kind };
      });
    },
  };
}
