import { listInvitations } from "@countersign/usecases";
import { z } from "zod";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { invitationSchema, invitationView } from "../../views/invitation.ts";

export const list = organizationProcedure("members.read")
  .meta({
    openapi: {
      method: "GET",
      path: "/invitations",
      tags: ["members"],
      summary: "List open invitations and those of the last 30 days",
    },
  })
  .output(z.object({ invitations: z.array(invitationSchema) }))
  .query(async ({ ctx }) => {
    const { organizationId } = ctx.membership;
    const rows = await listInvitations(ctx.services, { organizationId });
    return { invitations: rows.map(invitationView) };
  });
