import { revokeManagementToken } from "@countersign/usecases";
import { z } from "zod";
import { peopleDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { personProcedure } from "../../trpc/procedure.ts";
import { ownMembership } from "./own-membership.ts";

export const revokeToken = personProcedure()
  .input(z.object({ organization: z.string().max(31), id: z.string().max(80) }))
  .output(z.object({ id: z.string() }))
  .mutation(async ({ ctx: { actor, services }, input: { organization, id } }) => {
    const { organizationId } = await ownMembership(services, actor, organization);
    const revoked = await revokeManagementToken(peopleDeps(services), {
      organizationId,
      actor: { kind: "user", id: actor.userId, name: actor.name },
      tokenId: id,
      personalOf: actor.userId,
    });
    if (!revoked.ok) throw new RefusalError(revoked.refusal);
    return { id: revoked.value.tokenId };
  });
