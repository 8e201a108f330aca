import { issuePersonalToken } from "@countersign/usecases";
import { z } from "zod";
import { peopleDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { personProcedure } from "../../trpc/procedure.ts";
import { issueTokenInput } from "../../views/token.ts";
import { ownMembership } from "./own-membership.ts";

export const issueToken = personProcedure()
  .input(
    issueTokenInput.extend({
      organization: z.string().max(31),
      decides: z.boolean().default(false).meta({ description: "Whether it decides approvals in your name." }),
    }),
  )
  .output(z.object({ id: z.string(), token: z.string().meta({ description: "It can't be shown again." }) }))
  .mutation(async ({ ctx: { actor, services }, input: { organization, title, decides, expiresAt } }) => {
    const { organizationId } = await ownMembership(services, actor, organization);
    const issued = await issuePersonalToken(peopleDeps(services), {
      ...{ organizationId, title, decides },
      actor: { kind: "user", id: actor.userId, name: actor.name },
      expiresAt: expiresAt ? new Date(expiresAt) : null,
      now: new Date(),
    });
    if (!issued.ok) throw new RefusalError(issued.refusal);
    return { id: issued.value.tokenId, token: issued.value.text.reveal() };
  });
