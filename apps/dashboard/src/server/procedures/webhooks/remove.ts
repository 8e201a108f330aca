import { removeWebhook } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { configurationDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";

export const remove = organizationProcedure("organization.write")
  .meta({ openapi: { method: "DELETE", path: "/webhooks/{id}", tags: ["webhooks"], summary: "Remove a webhook" } })
  .input(z.object({ id: z.string().max(80) }))
  .output(z.object({ id: z.string() }))
  .mutation(async ({ ctx, input: { id } }) => {
    const removed = await removeWebhook(configurationDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      webhookId: id,
    });
    if (!removed.ok) throw new RefusalError(removed.refusal);
    return { id };
  });
