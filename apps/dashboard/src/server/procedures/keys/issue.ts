import { issueKey } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { secretDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { restrictionsOf, restrictionsShape } from "./restrictions.ts";

export const issue = organizationProcedure("agents.write")
  .meta({
    openapi: { method: "POST", path: "/agents/{agentId}/keys", tags: ["keys"], summary: "Issue a key, shown once" },
  })
  .input(
    z.object({
      agentId: z.string().max(80),
      title: z.string().trim().max(120).default(""),
      instanceName: z
        .string()
        .max(62)
        .optional()
        .meta({ description: "With a name, the key proves this one instance; without, it is the agent's." }),
      ...restrictionsShape,
    }),
  )
  .output(
    z.object({
      id: z.string(),
      key: z.string().meta({ description: "The whole key. It can't be shown again." }),
      inForce: z.boolean().meta({ description: "True once every gateway answers the key." }),
    }),
  )
  .mutation(async ({ ctx, input: { agentId, title, instanceName, ...rest } }) => {
    const issued = await issueKey(secretDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      agentId,
      title,
      ...(instanceName === undefined ? {} : { instanceName }),
      ...restrictionsOf(rest),
    });
    if (!issued.ok) throw new RefusalError(issued.refusal);
    return { id: issued.value.keyId, key: issued.value.text.reveal(), inForce: issued.inForce };
  });
