import { editApproval } from "@countersign/usecases";
import { z } from "zod";
import { approvalDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { approvalDetailSchema } from "../../views/approval.ts";
import { voterOf } from "./decide.ts";
import { showApproval } from "./show-approval.ts";

export const edit = organizationProcedure("approvals.decide")
  .meta({
    openapi: {
      method: "POST",
      path: "/approvals/{id}/edit",
      tags: ["approvals"],
      summary: "Approve a call with other arguments",
    },
  })
  .input(
    z.object({
      id: z.string().max(80),
      revision: z.number().int().min(1).meta({ description: "The one you were shown." }),
      arguments: z.record(z.string(), z.json()).meta({ description: "All arguments as they are to be sent." }),
    }),
  )
  .output(approvalDetailSchema)
  .mutation(async ({ ctx, input }) => {
    const edited = await editApproval(approvalDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      approvalId: input.id,
      ...voterOf(ctx),
      revision: input.revision,
      arguments: input.arguments,
    });
    if (!edited.ok) throw new RefusalError(edited.refusal);
    return showApproval(ctx, input.id);
  });
