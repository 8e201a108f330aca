import { archiveAgent } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { configurationDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";

export const archive = organizationProcedure("agents.write")
  .meta({
    openapi: {
      method: "POST",
      path: "/agents/{id}/archive",
      tags: ["agents"],
      summary: "Archive an agent: its keys are refused, its records stay",
    },
  })
  .input(z.object({ id: z.string().max(80) }))
  .output(
    z.object({
      id: z.string(),
      withdrawn: z.number().meta({ description: "Waiting approvals that were withdrawn with it." }),
      inForce: z.boolean(),
    }),
  )
  .mutation(async ({ ctx, input }) => {
    const done = await archiveAgent(configurationDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      agentId: input.id,
    });
    if (!done.ok) throw new RefusalError(done.refusal);
    return { id: done.value.agentId, withdrawn: done.value.withdrawn, inForce: done.inForce };
  });
