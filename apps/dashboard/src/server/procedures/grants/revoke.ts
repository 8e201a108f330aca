import { revokeGrant } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { configurationDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";

export const revoke = organizationProcedure("approvals.decide")
  .meta({
    openapi: {
      method: "POST",
      path: "/grants/{id}/revoke",
      tags: ["approvals"],
      summary: "Take a grant back: calls like it ask again",
    },
  })
  .input(z.object({ id: z.string().max(80) }))
  .output(
    z.object({ id: z.string(), inForce: z.boolean().meta({ description: "True once every gateway asks again." }) }),
  )
  .mutation(async ({ ctx, input }) => {
    const revoked = await revokeGrant(configurationDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      grantId: input.id,
    });
    if (!revoked.ok) throw new RefusalError(revoked.refusal);
    return { id: revoked.value.grantId, inForce: revoked.inForce };
  });
