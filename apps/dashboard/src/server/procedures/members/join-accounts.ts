import { joinAccounts as join } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { configurationDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";

export const joinAccounts = organizationProcedure("members.write")
  .meta({
    openapi: {
      method: "PUT",
      path: "/members/{id}/person",
      tags: ["members"],
      summary: "Say that two members are one person, or that one is nobody else",
    },
  })
  .input(
    z.object({
      id: z.string().max(80),
      sameAsId: z.string().max(80).nullable().meta({ description: "Another account of theirs; null: none." }),
    }),
  )
  .output(z.object({ id: z.string() }))
  .mutation(async ({ ctx, input }) => {
    const joined = await join(configurationDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      memberId: input.id,
      sameAsMemberId: input.sameAsId,
    });
    if (!joined.ok) throw new RefusalError(joined.refusal);
    return { id: joined.value.memberId };
  });
