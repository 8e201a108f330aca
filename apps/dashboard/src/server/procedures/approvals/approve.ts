import { z } from "zod";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { approvalDetailSchema } from "../../views/approval.ts";
import { decide } from "./decide.ts";

export const approve = organizationProcedure("approvals.decide")
  .meta({
    openapi: {
      method: "POST",
      path: "/approvals/{id}/approve",
      tags: ["approvals"],
      summary: "Approve one exact call",
    },
  })
  .input(
    z.object({
      id: z.string().max(80),
      revision: z.number().int().min(1).default(1).meta({ description: "The one you were shown." }),
      note: z.string().trim().max(500).nullish().meta({ description: "Kept with the vote." }),
    }),
  )
  .output(approvalDetailSchema)
  .mutation(({ ctx, input }) =>
    decide(ctx, {
      approvalId: input.id,
      decision: "approve",
      revision: input.revision,
      reason: input.note || null,
    }),
  );
