import { removeMember } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { configurationDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";

export const remove = organizationProcedure("members.write")
  .meta({ openapi: { method: "POST", path: "/members/{id}/remove", tags: ["members"], summary: "Remove a member" } })
  .input(z.object({ id: z.string().max(80) }))
  .output(
    z.object({
      id: z.string(),
      agents: z.array(z.string()).meta({ description: "Names of agents that have no owner now." }),
      stoppedAgents: z.array(z.string()).meta({ description: "Those of them that stop with their owner." }),
      stoppedTokens: z.array(z.string()).meta({ description: "Titles of tokens they issued, which no longer work." }),
      withdrawnInvitations: z.array(z.string()).meta({ description: "Addresses they had invited." }),
      inForce: z
        .boolean()
        .meta({ description: "True once every gateway knows. On pages it holds from the answer on." }),
    }),
  )
  .mutation(async ({ ctx, input }) => {
    const removed = await removeMember(configurationDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      memberId: input.id,
    });
    if (!removed.ok) throw new RefusalError(removed.refusal);
    const { memberId, agents, stoppedAgents, stoppedTokens, withdrawnInvitations } = removed.value;
    return {
      id: memberId,
      agents: [...agents],
      stoppedAgents: [...stoppedAgents],
      stoppedTokens: [...stoppedTokens],
      withdrawnInvitations: [...withdrawnInvitations],
      inForce: removed.inForce,
    };
  });
