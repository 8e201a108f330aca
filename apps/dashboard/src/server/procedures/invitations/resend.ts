import { resendInvitation } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { secretDeps } from "../../deps.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { invitedSchema } from "../../views/invitation.ts";
import { invitedView } from "./invited.ts";

export const resend = organizationProcedure("members.write")
  .meta({
    openapi: {
      method: "POST",
      path: "/invitations/{id}/resend",
      tags: ["members"],
      summary: "Invite the same address again, with a new link and a new id; the old link stops working",
    },
  })
  .input(z.object({ id: z.string().max(80) }))
  .output(invitedSchema)
  .mutation(async ({ ctx, input }) => {
    const { organizationId, role: actorRole } = ctx.membership;
    const resent = await resendInvitation(secretDeps(ctx.services), {
      organizationId,
      actor: recordActor(ctx.actor),
      actorRole,
      isMailed: ctx.services.settings.SMTP_URL !== undefined,
      invitationId: input.id,
    });
    return invitedView(ctx.services, resent);
  });
