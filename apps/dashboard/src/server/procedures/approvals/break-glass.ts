import { GLASS_CONFIRM } from "@countersign/core";
import { breakGlass as breakGlassOf } from "@countersign/usecases";
import { z } from "zod";
import { approvalDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { approvalDetailSchema } from "../../views/approval.ts";
import { voterOf } from "./decide.ts";
import { reasonField } from "./reason-field.ts";
import { showApproval } from "./show-approval.ts";

export const breakGlass = organizationProcedure("approvals.breakGlass")
  .meta({
    openapi: {
      method: "POST",
      path: "/approvals/{id}/break-glass",
      tags: ["approvals"],
      summary: "Let a waiting call through, together with a second owner",
      description: "The first owner's word is recorded and told to everybody; the second one's lets the call through.",
    },
  })
  .input(
    z.object({
      id: z.string().max(80),
      revision: z.number().int().min(1).meta({ description: "The one you were shown." }),
      reason: reasonField.meta({ description: "Why it can't wait; recorded and told." }),
      confirm: z.literal(GLASS_CONFIRM),
    }),
  )
  .output(approvalDetailSchema)
  .mutation(async ({ ctx, input: { id, revision, reason } }) => {
    const { organizationId } = ctx.membership;
    const voter = voterOf(ctx);
    const broken = await breakGlassOf(approvalDeps(ctx.services), {
      organizationId,
      approvalId: id,
      revision,
      reason,
      ...voter,
    });
    if (!broken.ok) throw new RefusalError(broken.refusal);
    return showApproval(ctx, id);
  });
