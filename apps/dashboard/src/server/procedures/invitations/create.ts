import { ROLES } from "@countersign/core";
import { invite } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { secretDeps } from "../../deps.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { invitedSchema } from "../../views/invitation.ts";
import { invitedView } from "./invited.ts";

export const create = organizationProcedure("members.write")
  .meta({
    openapi: {
      method: "POST",
      path: "/invitations",
      tags: ["members"],
      summary: "Invite an address, by mail where a mail server is set up, and get the link once",
    },
  })
  .input(z.object({ email: z.string().trim().min(1).max(254), role: z.enum(ROLES) }))
  .output(invitedSchema)
  .mutation(async ({ ctx, input: { email, role } }) => {
    const { organizationId, role: actorRole } = ctx.membership;
    const isMailed = ctx.services.settings.SMTP_URL !== undefined;
    const actor = recordActor(ctx.actor);
    const invited = await invite(secretDeps(ctx.services), { organizationId, actor, actorRole, isMailed, email, role });
    return invitedView(ctx.services, invited);
  });
