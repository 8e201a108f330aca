import { updateWebhook } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { configurationDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { refuseForbiddenAddress } from "../connections/check-address.ts";

export const update = organizationProcedure("organization.write")
  .meta({
    openapi: {
      method: "PATCH",
      path: "/webhooks/{id}",
      tags: ["webhooks"],
      summary: "Change a webhook's address, disable or enable it",
    },
  })
  .input(
    z.object({
      id: z.string().max(80),
      url: z.string().max(3_000).optional(),
      isDisabled: z.boolean().optional(),
    }),
  )
  .output(z.object({ id: z.string() }))
  .mutation(async ({ ctx, input: { id, url, isDisabled } }) => {
    if (url !== undefined) refuseForbiddenAddress(ctx.services, url);
    const updated = await updateWebhook(configurationDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      webhookId: id,
      ...(url === undefined ? {} : { url }),
      ...(isDisabled === undefined ? {} : { isDisabled }),
    });
    if (!updated.ok) throw new RefusalError(updated.refusal);
    return { id };
  });
