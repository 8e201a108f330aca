import { requestErasure } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { personInput } from "./person-input.ts";

export const erase = organizationProcedure("audit.erase")
  .meta({
    openapi: {
      method: "POST",
      path: "/audit/erasures",
      tags: ["audit"],
      summary: "Erase a person's data from records and approvals, for good",
    },
  })
  .input(z.object({ person: personInput, confirm: personInput.meta({ description: "The same again." }) }))
  .output(z.object({ id: z.string() }))
  .mutation(async ({ ctx, input }) => {
    const requested = await requestErasure(
      { db: ctx.services.db },
      { organizationId: ctx.membership.organizationId, actor: recordActor(ctx.actor), ...input },
    );
    if (!requested.ok) throw new RefusalError(requested.refusal);
    return requested.value;
  });
