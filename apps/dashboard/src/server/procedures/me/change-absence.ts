import { findMember } from "@countersign/db";
import { changeAbsence as change } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { configurationDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { personProcedure } from "../../trpc/procedure.ts";
import { absenceSchema, readAbsence } from "../../views/member.ts";
import { ownMembership } from "./own-membership.ts";

export const changeAbsence = personProcedure()
  .input(z.object({ organization: z.string().max(31), absence: absenceSchema.nullable() }))
  .output(z.object({ organization: z.string() }))
  .mutation(async ({ ctx: { actor, services }, input: { organization, absence } }) => {
    const { organizationId } = await ownMembership(services, actor, organization);
    const member = await services.db.tenant(organizationId, (scope) => findMember(scope, actor.userId));
    const changed = await change(configurationDeps(services), {
      organizationId,
      actor: recordActor(actor),
      memberId: member?.id ?? "",
      absence: readAbsence(absence),
      now: new Date(),
    });
    if (!changed.ok) throw new RefusalError(changed.refusal);
    return { organization };
  });
