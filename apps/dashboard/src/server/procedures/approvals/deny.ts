import { z } from "zod";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { approvalDetailSchema } from "../../views/approval.ts";
import { decide } from "./decide.ts";
import { reasonField } from "./reason-field.ts";

export const deny = organizationProcedure("approvals.decide")
  .meta({
    openapi: { method: "POST", path: "/approvals/{id}/deny", tags: ["approvals"], summary: "Deny one exact call" },
  })
  .input(z.object({ id: z.string().max(80), reason: reasonField }))
  .output(approvalDetailSchema)
  .mutation(({ ctx, input }) => decide(ctx, { approvalId: input.id, decision: "deny", reason: input.reason }));
