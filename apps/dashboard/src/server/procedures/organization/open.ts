import { openAfterRestore } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { configurationDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";

export const open = organizationProcedure("organization.open")
  .meta({
    openapi: {
      method: "POST",
      path: "/organization/open",
      tags: ["organization"],
      summary: "Let calls run again after the database was taken back to an older state",
    },
  })
  .output(
    z.object({
      wasClosed: z.boolean().meta({ description: "False when nothing was closed by a restore." }),
      inForce: z.boolean(),
    }),
  )
  .mutation(async ({ ctx }) => {
    const opened = await openAfterRestore(configurationDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
    });
    if (!opened.ok) throw new RefusalError(opened.refusal);
    return { wasClosed: opened.value.wasClosed, inForce: opened.inForce };
  });
