import { z } from "zod";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { approvalDetailSchema } from "../../views/approval.ts";
import { decide } from "./decide.ts";
import { notifiedField } from "./notified-field.ts";
import { reasonField } from "./reason-field.ts";

export const deny = organizationProcedure("approvals.decide")
  .meta({
    openapi: { method: "POST", path: "/approvals/{id}/deny", tags: ["approvals"], summary: "Deny one exact call" },
  })
  .input(
    z
      .object({
        id: z.string().max(80),
        reason: reasonField.optional().meta({ description: "The agent is told it. Only notifications send none." }),
        notifiedUserId: notifiedField,
      })
      .refine(({ reason, notifiedUserId }) => reason !== undefined || notifiedUserId !== undefined, {
        path: ["reason"],
        error: "Write a reason: the agent is told it.",
      }),
  )
  .output(approvalDetailSchema)
  .mutation(({ ctx, input: { id, reason = null, notifiedUserId } }) =>
    decide(ctx, { approvalId: id, decision: "deny", reason, notifiedUserId }),
  );
