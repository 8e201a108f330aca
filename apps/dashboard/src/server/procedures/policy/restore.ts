import { restorePolicy } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { configurationDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { publishedSchema } from "../../views/policy.ts";
import { problemView } from "./problem-view.ts";

export const restore = organizationProcedure("policy.publish")
  .meta({
    openapi: {
      method: "POST",
      path: "/policy/restore",
      tags: ["policy"],
      summary: "Publish an old version's text as the next version",
    },
  })
  .input(
    z.object({
      version: z.number().int().min(1).meta({ description: "The version to bring back." }),
      message: z.string().trim().min(1, "Say why it is brought back.").max(500),
      baseVersion: z.number().int().min(0).meta({ description: "The version in use when this was decided." }),
    }),
  )
  .output(publishedSchema)
  .mutation(async ({ ctx, input }) => {
    const { version, message, baseVersion } = input;
    const restored = await restorePolicy(configurationDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      version,
      message,
      baseVersion,
    });
    if (!restored.ok) throw new RefusalError(restored.refusal);
    const { policyVersion, warnings } = restored.value;
    return { version: policyVersion, inForce: restored.inForce, warnings: warnings.map(problemView) };
  });
