import { liftHold as lift } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { configurationDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";

export const liftHold = organizationProcedure("connections.write")
  .meta({
    openapi: {
      method: "POST",
      path: "/operations/{operationId}/release",
      tags: ["connections"],
      summary: "Let an operation go on that stopped because a call cost more than was set aside",
    },
  })
  .input(z.object({ operationId: z.string().max(80) }))
  .output(
    z.object({
      id: z.string(),
      wasHeld: z.boolean(),
      inForce: z.boolean().meta({ description: "True once every gateway lets it go on." }),
    }),
  )
  .mutation(async ({ ctx, input: { operationId } }) => {
    const { services } = ctx;
    const lifted = await lift(
      { ...configurationDeps(services), holds: services.admission },
      { organizationId: ctx.membership.organizationId, actor: recordActor(ctx.actor), operationId },
    );
    if (!lifted.ok) throw new RefusalError(lifted.refusal);
    return { id: operationId, wasHeld: lifted.value.upToSequence !== null, inForce: lifted.inForce };
  });
