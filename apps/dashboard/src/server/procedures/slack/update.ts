import { matchSlackByEmail } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { configurationDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";

export const update = organizationProcedure("organization.write")
  .meta({
    openapi: {
      method: "PATCH",
      path: "/slack",
      tags: ["slack"],
      summary: "Say whether full members of the workspace are known by their e-mail address",
    },
  })
  .input(z.object({ matchesEmail: z.boolean() }))
  .output(z.object({}))
  .mutation(async ({ ctx, input: { matchesEmail } }) => {
    const updated = await matchSlackByEmail(configurationDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      matchesEmail,
    });
    if (!updated.ok) throw new RefusalError(updated.refusal);
    return {};
  });
