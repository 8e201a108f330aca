import { changeAbsence as change } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { configurationDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { absenceSchema, readAbsence } from "../../views/member.ts";

export const changeAbsence = organizationProcedure("members.write")
  .meta({
    openapi: {
      method: "PUT",
      path: "/members/{id}/absence",
      tags: ["members"],
      summary: "Say when a member is away and who decides in their place",
    },
  })
  .input(
    z.object({
      id: z.string().max(80),
      absence: absenceSchema.nullable().meta({ description: "Null: they are not away." }),
    }),
  )
  .output(z.object({ id: z.string() }))
  .mutation(async ({ ctx, input: { id, absence } }) => {
    const changed = await change(configurationDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      memberId: id,
      absence: readAbsence(absence),
      now: new Date(),
    });
    if (!changed.ok) throw new RefusalError(changed.refusal);
    return { id: changed.value.memberId };
  });
