import { resolveOutcome } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { approvalDeps } from "../../deps.ts";
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
      again: z.boolean().default(false).meta({
        description: "Ask people for the call again, as the policy asks now. It doesn't run without their votes.",
      }),
      note: z.string().trim().max(1_000).nullable().default(null).meta({ description: "How you know." }),
    }),
  )
  .output(
    z.object({
      recordId: z.string().meta({ description: "The record that says so." }),
      approvalId: z.string().nullable().meta({ description: "Where people are asked for the call again." }),
    }),
  )
  .mutation(async ({ ctx, input: { recordId, as, costMicros, again, note } }) => {
    const resolved = await resolveOutcome(
      { ...approvalDeps(ctx.services), hot: ctx.services.admission },
      {
        organizationId: ctx.membership.organizationId,
        recordId,
        ...{ as, again },
        costMicros: costMicros === null ? null : BigInt(costMicros),
        note: note === "" ? null : note,
        actor: recordActor(ctx.actor),
      },
    );
    if (!resolved.ok) throw new RefusalError(resolved.refusal);
    return { recordId: resolved.recordId, approvalId: resolved.approvalId };
  });
