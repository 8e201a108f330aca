import { z } from "zod";
import { type HotRedis, isUnavailable } from "./hot-redis.ts";
import { answerKey, type Place } from "./keys.ts";
import { defineScript } from "./script.ts";
import { TAKE_ANSWER } from "./scripts/answers.ts";
import type { Unavailable } from "./verdicts.ts";

export type AnswerVerdict =
  /** `keptAtMs` is UTC ms by Redis' clock. */
  | { readonly kind: "ANSWER"; readonly sealed: string; readonly keptAtMs: number }
  | { readonly kind: "NONE" }
  /** Delivered before, or too old for a plain repeat: reachable by ticket only. */
  | { readonly kind: "TAKEN" };

/** Who asks: a plain repeat of the call gets an answer only undelivered and young, the ticket always. */
export type AnswerClaim = { readonly by: "ticket" } | { readonly by: "repeat"; readonly maxAgeMs: number };

/** Answers of approved calls, sealed, kept for the agent that comes for them. */
export interface Answers {
  takeAnswer(place: Place, approvalId: string, claim: AnswerClaim): Promise<AnswerVerdict | Unavailable>;
  /** Looks without noting a delivery. */
  peekAnswer(place: Place, approvalId: string): Promise<AnswerVerdict | Unavailable>;
}

const TAKE_SCRIPT = defineScript(TAKE_ANSWER);
const TAKEN = z.union([
  z.tuple([z.literal("ANSWER"), z.string(), z.coerce.number()]),
  z.tuple([z.enum(["NONE", "TAKEN"])]),
]);

export function createAnswers(hot: HotRedis): Answers {
  return {
    takeAnswer: async (place, approvalId, claim) => {
      const args = [claim.by, claim.by === "repeat" ? String(claim.maxAgeMs) : "0"];
      return hot.script({ script: TAKE_SCRIPT, keys: [answerKey(place, approvalId)], args }, (reply): AnswerVerdict => {
        const [kind, sealed, keptAtMs] = TAKEN.parse(reply);
        if (kind !== "ANSWER" || sealed === undefined || keptAtMs === undefined) {
          return { kind: kind === "TAKEN" ? "TAKEN" : "NONE" };
        }
        return { kind, sealed, keptAtMs };
      });
    },
    peekAnswer: async (place, approvalId) => {
      const key = answerKey(place, approvalId);
      const kept = await hot.command((client) => client.hmget(key, "v", "at"));
      if (isUnavailable(kept)) return kept;
      const [sealed, keptAt] = kept;
      return sealed ? { kind: "ANSWER", sealed, keptAtMs: Number(keptAt) } : { kind: "NONE" };
    },
  };
}
