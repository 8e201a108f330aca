import { addWebhook } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { secretDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { refuseForbiddenAddress } from "../connections/check-address.ts";

export const add = organizationProcedure("organization.write")
  .meta({
    openapi: {
      method: "POST",
      path: "/webhooks",
      tags: ["webhooks"],
      summary: "Add a webhook; the secret that signs its requests is shown once",
    },
  })
  .input(
    z.object({
      name: z.string().max(63).meta({ description: "Lower-case letters, digits, hyphens; rules name it so." }),
      url: z.string().max(3_000),
    }),
  )
  .output(z.object({ id: z.string(), secret: z.string().meta({ description: "It can't be shown again." }) }))
  .mutation(async ({ ctx, input: { name, url } }) => {
    refuseForbiddenAddress(ctx.services, url);
    const added = await addWebhook(secretDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      name,
      url,
    });
    if (!added.ok) throw new RefusalError(added.refusal);
    return { id: added.value.webhookId, secret: added.value.secret.reveal() };
  });
