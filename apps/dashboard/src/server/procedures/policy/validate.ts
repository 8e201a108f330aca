import { validateDraft } from "@countersign/usecases";
import { z } from "zod";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { LONGEST_POLICY, validationSchema } from "../../views/policy.ts";
import { problemView } from "./problem-view.ts";

export const validate = organizationProcedure("policy.read")
  .meta({
    openapi: {
      method: "POST",
      path: "/policy/validate",
      tags: ["policy"],
      summary: "Check a draft: lines, fields, fixes",
    },
  })
  .input(z.object({ source: z.string().max(LONGEST_POLICY) }))
  .output(validationSchema)
  .mutation(async ({ ctx, input }) => {
    const { organizationId } = ctx.membership;
    const { isPublishable, problems, tests } = await validateDraft(
      { db: ctx.services.db },
      { organizationId, source: input.source },
    );
    return { isPublishable, problems: problems.map(problemView), tests };
  });
