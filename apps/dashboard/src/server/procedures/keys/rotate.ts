import { rotateKey } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { secretDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";

export const rotate = organizationProcedure("agents.write")
  .meta({
    openapi: {
      method: "POST",
      path: "/keys/{id}/rotate",
      tags: ["keys"],
      summary: "Issue a key in place of another, shown once; the old one ends after the overlap",
    },
  })
  .input(
    z.object({
      id: z.string().max(80),
      overlapMs: z.number().int().meta({ description: "How long the old key goes on: 0 to 30 days." }),
    }),
  )
  .output(
    z.object({
      id: z.string(),
      key: z.string().meta({ description: "The whole new key. It can't be shown again." }),
      oldExpiresAt: z.string(),
      inForce: z.boolean(),
    }),
  )
  .mutation(async ({ ctx, input }) => {
    const rotated = await rotateKey(secretDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      keyId: input.id,
      overlapMs: input.overlapMs,
    });
    if (!rotated.ok) throw new RefusalError(rotated.refusal);
    const { keyId, text, oldExpiresAt } = rotated.value;
    return { id: keyId, key: text.reveal(), oldExpiresAt: oldExpiresAt.toISOString(), inForce: rotated.inForce };
  });
