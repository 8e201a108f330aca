import { acceptDefinition } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { configurationDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";

export const acceptChange = organizationProcedure("connections.write")
  .meta({
    openapi: {
      method: "POST",
      path: "/operations/{operationId}/accept",
      tags: ["connections"],
      summary: "Accept the definition that waits for review",
    },
  })
  .input(
    z.object({
      operationId: z.string().max(80),
      candidateHash: z.string().max(80).meta({ description: "Of the definition that was looked at." }),
    }),
  )
  .output(z.object({ id: z.string(), inForce: z.boolean() }))
  .mutation(async ({ ctx, input }) => {
    const changed = await acceptDefinition(configurationDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      operationId: input.operationId,
      candidateHash: input.candidateHash,
    });
    if (!changed.ok) throw new RefusalError(changed.refusal);
    return { id: input.operationId, inForce: changed.inForce };
  });
