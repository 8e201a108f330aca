import { revokeKey } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { configurationDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";

export const revoke = organizationProcedure("agents.write")
  .meta({ openapi: { method: "POST", path: "/keys/{id}/revoke", tags: ["keys"], summary: "Revoke a key at once" } })
  .input(z.object({ id: z.string().max(80) }))
  .output(
    z.object({
      id: z.string(),
      inForce: z.boolean().meta({ description: "True once no gateway answers the key any more." }),
    }),
  )
  .mutation(async ({ ctx, input }) => {
    const revoked = await revokeKey(configurationDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      keyId: input.id,
    });
    if (!revoked.ok) throw new RefusalError(revoked.refusal);
    return { id: revoked.value.keyId, inForce: revoked.inForce };
  });
