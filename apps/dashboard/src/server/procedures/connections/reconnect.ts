import { reconnectConnection } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { configurationDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";

export const reconnect = organizationProcedure("connections.write")
  .meta({
    openapi: {
      method: "POST",
      path: "/connections/{connectionId}/reconnect",
      tags: ["connections"],
      summary: "Connect a disconnected connection again",
    },
  })
  .input(z.object({ connectionId: z.string().max(80) }))
  .output(z.object({ id: z.string(), inForce: z.boolean() }))
  .mutation(async ({ ctx, input: { connectionId } }) => {
    const changed = await reconnectConnection(configurationDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      connectionId,
    });
    if (!changed.ok) throw new RefusalError(changed.refusal);
    return { id: connectionId, inForce: changed.inForce };
  });
