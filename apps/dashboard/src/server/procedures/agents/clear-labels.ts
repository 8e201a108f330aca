import { clearLabels as clear } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { configurationDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";

export const clearLabels = organizationProcedure("agents.write")
  .meta({
    openapi: {
      method: "POST",
      path: "/sessions/{id}/clear",
      tags: ["agents"],
      summary: "Clear the labels of a policy session",
    },
  })
  .input(z.object({ id: z.string().max(80).meta({ description: "The proved instance, or the agent." }) }))
  .output(
    z.object({
      id: z.string(),
      labels: z.array(z.string()).meta({ description: "What was cleared." }),
      inForce: z.boolean(),
    }),
  )
  .mutation(async ({ ctx, input }) => {
    const { services } = ctx;
    const cleared = await clear(
      { ...configurationDeps(services), labels: services.admission },
      { organizationId: ctx.membership.organizationId, actor: recordActor(ctx.actor), sessionId: input.id },
    );
    if (!cleared.ok) throw new RefusalError(cleared.refusal);
    return { id: input.id, labels: [...cleared.value.labels], inForce: cleared.inForce };
  });
