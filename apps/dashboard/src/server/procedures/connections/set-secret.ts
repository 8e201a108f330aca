import { setConnectionSecret } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { secretDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { credentialInput, secretInputSchema } from "./secret-input.ts";

export const setSecret = organizationProcedure("connections.write")
  .meta({
    openapi: {
      method: "PUT",
      path: "/connections/{connectionId}/secret",
      tags: ["connections"],
      summary: "Store or replace what a connection presents upstream",
    },
  })
  .input(z.object({ connectionId: z.string().max(80), secret: secretInputSchema }))
  .output(z.object({ id: z.string(), inForce: z.boolean() }))
  .mutation(async ({ ctx, input: { connectionId, secret } }) => {
    const changed = await setConnectionSecret(secretDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      connectionId,
      secret: credentialInput(secret),
    });
    if (!changed.ok) throw new RefusalError(changed.refusal);
    return { id: changed.value.credentialId, inForce: changed.inForce };
  });
