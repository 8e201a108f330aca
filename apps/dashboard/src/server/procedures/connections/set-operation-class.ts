import { setOperationClass as setClass } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { configurationDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { operationClassSchema } from "../../views/operation.ts";
export const setOperationClass = organizationProcedure("connections.write")
  .meta({
    openapi: {
      method: "PUT",
      path: "/operations/{operationId}/class",
      tags: ["connections"],
      summary: "Say what an operation may do",
    },
  })
  .input(
    z.object({
      operationId: z.string().max(80),
      class: operationClassSchema.nullable().meta({ description: "Null: as its definition suggests." }),
    }),
  )
  .output(z.object({ id: z.string(), inForce: z.boolean() }))
  .mutation(async ({ ctx, input }) => {
    const changed = await setClass(configurationDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      operationId: input.operationId,
      class: input.class,
    });
    if (!changed.ok) throw new RefusalError(changed.refusal);
    return { id: input.operationId, inForce: changed.inForce };
  });
