import { rotateWebhookSecret } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { secretDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";

export const rotate = organizationProcedure("organization.write")
  .meta({
    openapi: {
      method: "POST",
      path: "/webhooks/{id}/rotate",
      tags: ["webhooks"],
      summary: "Give a webhook a new secret, shown once; the old one signs too until the overlap ends",
    },
  })
  .input(
    z.object({
      id: z.string().max(80),
      overlapMs: z.number().int().meta({ description: "How long the old secret signs too: 0 to 7 days." }),
    }),
  )
  .output(
    z.object({
      id: z.string(),
      secret: z.string().meta({ description: "It can't be shown again." }),
      oldUntil: z.string(),
    }),
  )
  .mutation(async ({ ctx, input: { id, overlapMs } }) => {
    const rotated = await rotateWebhookSecret(secretDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      webhookId: id,
      overlapMs,
    });
    if (!rotated.ok) throw new RefusalError(rotated.refusal);
    const { secret, oldUntil } = rotated.value;
    return { id, secret: secret.reveal(), oldUntil: oldUntil.toISOString() };
  });
