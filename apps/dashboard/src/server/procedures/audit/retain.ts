import { setRetention } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { configurationDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";

export const retain = organizationProcedure("audit.erase")
  .meta({
    openapi: {
      method: "PUT",
      path: "/audit/retention",
      tags: ["audit"],
      summary: "Set how long arguments and results are kept",
    },
  })
  .input(
    z.object({
      days: z.number().nullable().meta({ description: "Whole days, 1 to 36500; null is for ever. Older ones go." }),
    }),
  )
  .output(z.object({ days: z.number().int().nullable(), inForce: z.boolean() }))
  .mutation(async ({ ctx, input }) => {
    const set = await setRetention(configurationDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      days: input.days,
    });
    if (!set.ok) throw new RefusalError(set.refusal);
    return { days: set.value.days, inForce: set.inForce };
  });
