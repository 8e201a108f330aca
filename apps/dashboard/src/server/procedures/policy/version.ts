import { readPolicy } from "@countersign/usecases";
import { z } from "zod";
import { refuse } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { versionSchema } from "../../views/policy.ts";
import { versionLine } from "./version-line.ts";

export const version = organizationProcedure("policy.read")
  .meta({
    openapi: {
      method: "GET",
      path: "/policy/versions/{version}",
      tags: ["policy"],
      summary: "Read one published version",
    },
  })
  .input(z.object({ version: z.number().int().min(1) }))
  .output(versionSchema)
  .query(async ({ ctx, input }) => {
    const { organizationId } = ctx.membership;
    const policy = await readPolicy({ db: ctx.services.db }, { organizationId, version: input.version });
    if (!policy) return refuse("request.target.unknown", "There is no such policy version in this organization.");
    return { ...versionLine(policy), source: policy.source };
  });
