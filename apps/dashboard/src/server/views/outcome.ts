import { z } from "zod";
import { recordRowSchema } from "./record.ts";

/** A call whose outcome is, or was, unknown. */
export const outcomeSchema = z.object({
  record: recordRowSchema.meta({ description: "The record that says that the outcome is unknown." }),
  ending: z.enum(["late", "ran", "did_not_run"]).nullable().meta({
    description: "How it was found out: late by itself, or by a person's word; null while nobody knows.",
  }),
  endedAt: z.string().nullable(),
  endRecordId: z.string().nullable().meta({ description: "The record that tells." }),
});
export type OutcomeView = z.infer<typeof outcomeSchema>;

export const outcomePageSchema = z.object({ outcomes: z.array(outcomeSchema), nextCursor: z.string().nullable() });
