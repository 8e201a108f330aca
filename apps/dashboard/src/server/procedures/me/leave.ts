import { leaveOrganization } from "@countersign/usecases";
import { z } from "zod";
import { configurationDeps } from "../../deps.ts";
import { RefusalError, refuse } from "../../refusal-error.ts";
import { personProcedure } from "../../trpc/procedure.ts";
import { ownMembership } from "./own-membership.ts";

export const leave = personProcedure()
  .input(
    z.object({
      organization: z.string().max(31),
      confirm: z.string().max(31).meta({ description: "The organization's name once more." }),
    }),
  )
  .output(z.object({ organization: z.string(), stoppedAgents: z.array(z.string()) }))
  .mutation(async ({ ctx: { actor, services }, input: { organization, confirm } }) => {
    const membership = await ownMembership(services, actor, organization);
    if (confirm !== organization) {
      const message = `Type ${organization} to leave it.`;
      return refuse("request.body.invalid", message, { problems: [{ path: "confirm", message }] });
    }
    const left = await leaveOrganization(configurationDeps(services), {
      organizationId: membership.organizationId,
      actor: { kind: "user", id: actor.userId, name: actor.name },
    });
    if (!left.ok) throw new RefusalError(left.refusal);
    return { organization, stoppedAgents: [...left.value.stoppedAgents] };
  });
