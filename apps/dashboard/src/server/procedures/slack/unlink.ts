import { endSlackLink } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";

export const unlink = organizationProcedure("organization.write")
  .meta({
    openapi: {
      method: "DELETE",
      path: "/slack/accounts/{id}",
      tags: ["slack"],
      summary: "Unlink an account of Slack from its member",
    },
  })
  .input(z.object({ id: z.string().max(80) }))
  .output(z.object({ id: z.string() }))
  .mutation(async ({ ctx, input: { id } }) => {
    const ended = await endSlackLink(ctx.services, {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      accountId: id,
    });
    if (!ended.ok) throw new RefusalError(ended.refusal);
    return { id };
  });
