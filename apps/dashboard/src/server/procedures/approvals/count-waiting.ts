import { countWaitingApprovals } from "@countersign/usecases";
import { z } from "zod";
import { approvalDeps } from "../../deps.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { entitledUser } from "./visibility.ts";

export const countWaiting = organizationProcedure("approvals.readOwn")
  .output(z.object({ count: z.number() }))
  .query(async ({ ctx }) => ({
    count: await countWaitingApprovals(approvalDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      entitledUserId: entitledUser(ctx.actor, ctx.membership),
    }),
  }));
