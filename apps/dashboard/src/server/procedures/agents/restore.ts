import { restoreAgent } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { configurationDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";

export const restore = organizationProcedure("agents.write")
  .meta({
    openapi: {
      method: "POST",
      path: "/agents/{id}/restore",
      tags: ["agents"],
      summary: "Take an agent back from the archive",
    },
  })
  .input(z.object({ id: z.string().max(80) }))
  .output(z.object({ id: z.string(), inForce: z.boolean() }))
  .mutation(async ({ ctx, input }) => {
    const done = await restoreAgent(configurationDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      agentId: input.id,
    });
    if (!done.ok) throw new RefusalError(done.refusal);
    return { id: done.value.agentId, inForce: done.inForce };
  });
