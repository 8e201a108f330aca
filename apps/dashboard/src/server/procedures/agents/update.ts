import { updateAgent } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { configurationDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { ownLimitsSchema } from "../../views/own-limits.ts";
import { given } from "../given.ts";

export const update = organizationProcedure("agents.write")
  .meta({
    openapi: { method: "PATCH", path: "/agents/{id}", tags: ["agents"], summary: "Change an agent; its name stays" },
  })
  .input(
    z.object({
      id: z.string().max(80),
      title: z.string().trim().min(1).max(120).optional(),
      description: z.string().trim().max(1_000).optional(),
      tags: z.array(z.string().max(63)).max(20).optional(),
      ownerMemberId: z.string().max(80).nullable().optional(),
      enrolUpTo: z
        .number()
        .int()
        .optional()
        .meta({ description: "How many declared instances may enrol by themselves." }),
      stopsWithOwner: z.boolean().optional(),
      parentAgentId: z
        .string()
        .max(80)
        .nullable()
        .optional()
        .meta({ description: "Whose sub-agent it is: its calls count on that agent's limits too." }),
      limits: ownLimitsSchema.optional(),
    }),
  )
  .output(
    z.object({ id: z.string(), inForce: z.boolean().meta({ description: "True once every gateway decides by it." }) }),
  )
  .mutation(async ({ ctx, input: { id, organization: _organization, ...edit } }) => {
    const updated = await updateAgent(configurationDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      agentId: id,
      ...given(edit),
    });
    if (!updated.ok) throw new RefusalError(updated.refusal);
    return { id: updated.value.id, inForce: updated.inForce };
  });
