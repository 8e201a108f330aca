import { readPolicy } from "@countersign/usecases";
import { z } from "zod";
import { refuse } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { policySchema } from "../../views/policy.ts";

export const get = organizationProcedure("policy.read")
  .meta({
    openapi: { method: "GET", path: "/policy", tags: ["policy"], summary: "Read the policy in use, or a version" },
  })
  .input(z.object({ version: z.number().int().min(1).optional() }))
  .output(policySchema)
  .query(async ({ ctx, input }) => {
    const { organizationId } = ctx.membership;
    const target = { organizationId, ...(input.version === undefined ? {} : { version: input.version }) };
    const policy = await readPolicy({ db: ctx.services.db }, target);
    if (policy) {
      const { version, source, message, createdAt } = policy;
      return { version, source, message, publishedAt: createdAt.toISOString() };
    }
    if (input.version !== undefined) return refuse("request.target.unknown", `There is no version ${input.version}.`);
    return { version: 0, source: "", message: "", publishedAt: null };
  });
