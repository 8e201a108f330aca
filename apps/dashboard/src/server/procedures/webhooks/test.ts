import { requestWebhookTest } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";

export const test = organizationProcedure("organization.write")
  .meta({
    openapi: {
      method: "POST",
      path: "/webhooks/{id}/test",
      tags: ["webhooks"],
      summary: "Send a webhook a test; what became of it stands with the webhook",
    },
  })
  .input(z.object({ id: z.string().max(80) }))
  .output(z.object({ id: z.string() }))
  .mutation(async ({ ctx, input: { id } }) => {
    const sent = await requestWebhookTest(ctx.services, {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      webhookId: id,
    });
    if (!sent.ok) throw new RefusalError(sent.refusal);
    return { id };
  });
