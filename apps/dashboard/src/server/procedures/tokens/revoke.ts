import { revokeManagementToken } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { peopleDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";

export const revoke = organizationProcedure("tokens.write")
  .meta({
    openapi: { method: "POST", path: "/tokens/{id}/revoke", tags: ["tokens"], summary: "Revoke a management token" },
  })
  .input(z.object({ id: z.string().max(80) }))
  .output(z.object({ id: z.string() }))
  .mutation(async ({ ctx, input }) => {
    const revoked = await revokeManagementToken(peopleDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      tokenId: input.id,
    });
    if (!revoked.ok) throw new RefusalError(revoked.refusal);
    return { id: revoked.value.tokenId };
  });
