import { MAX_GRANT_CALLS, MAX_GRANT_MS } from "@countersign/core";
import { z } from "zod";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { approvalDetailSchema } from "../../views/approval.ts";
import { decide } from "./decide.ts";
import { notifiedField } from "./notified-field.ts";

const MINUTE_MS = 60_000;

const grantSchema = z
  .object({
    calls: z.number().int().min(1).max(MAX_GRANT_CALLS),
    minutes: z
      .number()
      .int()
      .min(1)
      .max(MAX_GRANT_MS / MINUTE_MS),
  })
  .meta({ description: "Lets so many further calls like it through, for so long, where the rules allow that." });

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
      grant: grantSchema.optional(),
      notifiedUserId: notifiedField,
    }),
  )
  .output(approvalDetailSchema)
  .mutation(({ ctx, input: { id, revision, note, grant, notifiedUserId } }) =>
    decide(ctx, {
      approvalId: id,
      decision: "approve",
      revision,
      reason: note || null,
      notifiedUserId,
      ...(grant && { grant: { calls: grant.calls, forMs: grant.minutes * MINUTE_MS } }),
    }),
  );
