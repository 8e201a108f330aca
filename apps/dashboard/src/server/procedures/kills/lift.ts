import { liftKill } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { configurationDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";

export const lift = organizationProcedure("kills.write")
  .meta({ openapi: { method: "POST", path: "/kills/{id}/lift", tags: ["kills"], summary: "Let a target go on" } })
  .input(z.object({ id: z.string().max(80) }))
  .output(
    z.object({ id: z.string(), inForce: z.boolean().meta({ description: "True once every gateway lets it go on." }) }),
  )
  .mutation(async ({ ctx, input }) => {
    const lifted = await liftKill(configurationDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      killId: input.id,
    });
    if (!lifted.ok) throw new RefusalError(lifted.refusal);
    return { id: lifted.value.killId, inForce: lifted.inForce };
  });
