import { readPolicy } from "@countersign/usecases";
import { z } from "zod";
import { refuse } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { policySchema } from "../../views/policy.ts";
import { policyInUse } from "./policy-in-use.ts";

export const get = organizationProcedure("policy.read")
  .meta({
    openapi: { method: "GET", path: "/policy", tags: ["policy"], summary: "Read the policy in use, or a version" },
  })
  .input(z.object({ version: z.number().int().min(1).optional() }))
  .output(policySchema)
  .query(async ({ ctx, input }) => {
    const { organizationId } = ctx.membership;
    if (input.version === undefined) return policyInUse(ctx.services.db, organizationId);
    const policy = await readPolicy({ db: ctx.services.db }, { organizationId, version: input.version });
    if (!policy) return refuse("request.target.unknown", `There is no version ${input.version}.`);
    const { version, source, message, createdAt } = policy;
    return { version, source, message, publishedAt: createdAt.toISOString() };
  });
