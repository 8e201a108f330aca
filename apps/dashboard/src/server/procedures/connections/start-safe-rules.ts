import { readSafeRules } from "@countersign/usecases";
import { z } from "zod";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";

const ruleSchema = z.object({
  id: z.string(),
  agents: z.array(z.string()),
  operations: z.array(z.string()),
  effect: z.enum(["allow", "require_approval"]),
  approval: z.object({ by: z.array(z.string()), expires: z.string() }).optional(),
});

export const startSafeRules = organizationProcedure("connections.read")
  .meta({
    openapi: {
      method: "GET",
      path: "/connections/{connectionId}/start-safe-rules",
      tags: ["connections"],
      summary: "Suggest the rules to begin with: reads allowed, the rest asks",
    },
  })
  .input(
    z.object({
      connectionId: z.string().max(80),
      agents: z
        .array(z.string().min(1).max(80))
        .min(1)
        .max(50)
        .meta({ description: "As rules name agents: names, globs, tags." }),
    }),
  )
  .output(z.object({ rules: z.array(ruleSchema) }))
  .query(async ({ ctx, input: { connectionId, agents } }) => {
    const { organizationId } = ctx.membership;
    const read = await readSafeRules(ctx.services, { organizationId, connectionId, agents });
    if (!read.ok) throw new RefusalError(read.refusal);
    return {
      rules: read.value.map(({ id, effect, approval, ...rule }) => ({
        id,
        agents: [...rule.agents],
        operations: [...rule.operations],
        effect,
        ...(approval ? { approval: { by: [...approval.by], expires: approval.expires } } : {}),
      })),
    };
  });
