import { setOperationPrice as setPrice } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { configurationDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";

export const setOperationPrice = organizationProcedure("connections.write")
  .meta({
    openapi: {
      method: "PUT",
      path: "/operations/{operationId}/price",
      tags: ["connections"],
      summary: "Say what a call of an operation costs",
    },
  })
  .input(
    z.object({
      operationId: z.string().max(80),
      priceMicros: z
        .string()
        .regex(/^\d{1,13}$/, { error: "Give a whole number of micro-USD." })
        .nullable()
        .meta({ description: "Micro-USD for each call; null for no price." }),
    }),
  )
  .output(z.object({ id: z.string(), inForce: z.boolean() }))
  .mutation(async ({ ctx, input }) => {
    const changed = await setPrice(configurationDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      operationId: input.operationId,
      priceMicros: input.priceMicros === null ? null : BigInt(input.priceMicros),
    });
    if (!changed.ok) throw new RefusalError(changed.refusal);
    return { id: input.operationId, inForce: changed.inForce };
  });
