import { updateConnection } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { secretDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { ownLimitsSchema } from "../../views/own-limits.ts";
import { refuseForbiddenAddress } from "./check-address.ts";
import { credentialInput, secretInputSchema } from "./secret-input.ts";

export const update = organizationProcedure("connections.write")
  .meta({
    openapi: {
      method: "PATCH",
      path: "/connections/{connectionId}",
      tags: ["connections"],
      summary: "Change a connection's title, address, limits or default schema",
    },
  })
  .input(
    z.object({
      connectionId: z.string().max(80),
      title: z.string().trim().min(1).max(120).optional(),
      url: z.string().max(3_000).optional(),
      limits: ownLimitsSchema.optional(),
      defaultSchema: z.string().max(200).nullable().optional().meta({
        description: "Where unqualified names in SQL sent to it are looked up, for sql() in conditions; null for none.",
      }),
      secret: secretInputSchema.optional().meta({ description: "The secret for the new address." }),
    }),
  )
  .output(
    z.object({
      id: z.string(),
      url: z.string(),
      isSecretDropped: z
        .boolean()
        .meta({ description: "The stored secret was for the old origin and isn't presented to the new one." }),
      inForce: z.boolean(),
    }),
  )
  .mutation(async ({ ctx, input: { connectionId, title, url, limits, defaultSchema, secret } }) => {
    if (url !== undefined) refuseForbiddenAddress(ctx.services, url);
    const updated = await updateConnection(secretDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      connectionId,
      ...(title === undefined ? {} : { title }),
      ...(url === undefined ? {} : { url }),
      ...(limits === undefined ? {} : { limits }),
      ...(defaultSchema === undefined ? {} : { defaultSchema }),
      ...(secret === undefined ? {} : { secret: credentialInput(secret) }),
    });
    if (!updated.ok) throw new RefusalError(updated.refusal);
    const { isSecretDropped } = updated.value;
    return { id: connectionId, url: updated.value.url, isSecretDropped, inForce: updated.inForce };
  });
