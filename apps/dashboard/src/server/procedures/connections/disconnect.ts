import { disconnectConnection } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { configurationDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";

export const disconnect = organizationProcedure("connections.write")
  .meta({
    openapi: {
      method: "POST",
      path: "/connections/{connectionId}/disconnect",
      tags: ["connections"],
      summary: "Stop all calls of a connection",
    },
  })
  .input(z.object({ connectionId: z.string().max(80) }))
  .output(z.object({ id: z.string(), inForce: z.boolean() }))
  .mutation(async ({ ctx, input: { connectionId } }) => {
    const changed = await disconnectConnection(configurationDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      connectionId,
    });
    if (!changed.ok) throw new RefusalError(changed.refusal);
    return { id: connectionId, inForce: changed.inForce };
  });
