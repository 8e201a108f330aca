import { revokeInvitation } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { configurationDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { invitationSchema, invitationView } from "../../views/invitation.ts";

export const revoke = organizationProcedure("members.write")
  .meta({
    openapi: {
      method: "POST",
      path: "/invitations/{id}/revoke",
      tags: ["members"],
      summary: "Take an invitation back; its links stop working",
    },
  })
  .input(z.object({ id: z.string().max(80) }))
  .output(invitationSchema)
  .mutation(async ({ ctx, input }) => {
    const revoked = await revokeInvitation(configurationDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      invitationId: input.id,
    });
    if (!revoked.ok) throw new RefusalError(revoked.refusal);
    return invitationView(revoked.value);
  });
