import { resendParked } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";

export const resend = organizationProcedure("deliveries.resend")
  .meta({
    openapi: {
      method: "POST",
      path: "/approvals/{approvalId}/messages/{id}/resend",
      tags: ["approvals"],
      summary: "Send a message again that its channel refused",
    },
  })
  .input(z.object({ approvalId: z.string().max(80), id: z.string().max(80) }))
  .output(z.object({ id: z.string() }))
  .mutation(async ({ ctx, input: { approvalId, id } }) => {
    const { organizationId } = ctx.membership;
    const message = { organizationId, approvalId, deliveryId: id, actor: recordActor(ctx.actor) };
    const resent = await resendParked(ctx.services, message);
    if (!resent.ok) throw new RefusalError(resent.refusal);
    return { id };
  });
