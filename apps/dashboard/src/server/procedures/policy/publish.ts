import { publishPolicy } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { configurationDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { LONGEST_POLICY, publishedSchema } from "../../views/policy.ts";
import { problemView } from "./problem-view.ts";

export const publish = organizationProcedure("policy.publish")
  .meta({ openapi: { method: "POST", path: "/policy/publish", tags: ["policy"], summary: "Publish the next version" } })
  .input(
    z.object({
      source: z.string().max(LONGEST_POLICY),
      message: z.string().trim().min(1).max(500),
      baseVersion: z.number().int().min(0).meta({ description: "The version the change was made from." }),
    }),
  )
  .output(publishedSchema)
  .mutation(async ({ ctx, input }) => {
    const { source, message, baseVersion } = input;
    const published = await publishPolicy(configurationDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      source,
      message,
      baseVersion,
    });
    if (!published.ok) throw new RefusalError(published.refusal);
    const { policyVersion, warnings } = published.value;
    return { version: policyVersion, inForce: published.inForce, warnings: warnings.map(problemView) };
  });
