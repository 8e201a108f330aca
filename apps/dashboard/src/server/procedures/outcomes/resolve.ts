import { resolveOutcome } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";

export const resolve = organizationProcedure("outcomes.resolve")
  .meta({
    openapi: {
      method: "POST",
      path: "/outcomes/{recordId}/resolve",
      tags: ["outcomes"],
      summary: "Say what became of a call whose outcome is unknown",
    },
  })
  .input(
    z.object({
      recordId: z.string().max(80),
      as: z.enum(["ran", "did_not_run"], { error: "Say whether it ran or did not run." }),
      costMicros: z
        .string()
        .regex(/^\d{1,13}$/, { error: "Give a whole number of micro-USD." })
        .nullable()
        .default(null)
        .meta({ description: "What it cost if it ran; null for what was set aside, which is the most it may be." }),
      note: z.string().trim().max(1_000).nullable().default(null).meta({ description: "How you know." }),
    }),
  )
  .output(z.object({ recordId: z.string().meta({ description: "The record that says so." }) }))
  .mutation(async ({ ctx, input: { recordId, as, costMicros, note } }) => {
    const { db, admission } = ctx.services;
    const resolved = await resolveOutcome(
      { db, hot: admission },
      {
        organizationId: ctx.membership.organizationId,
        recordId,
        as,
        costMicros: costMicros === null ? null : BigInt(costMicros),
        note: note === "" ? null : note,
        actor: recordActor(ctx.actor),
      },
    );
    if (!resolved.ok) throw new RefusalError(resolved.refusal);
    return { recordId: resolved.recordId };
  });
