import { readSimilarApprovals } from "@countersign/usecases";
import { z } from "zod";
import { approvalDeps } from "../../deps.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { similarApprovalsSchema } from "../../views/approval.ts";
import { approvalRow } from "./approval-row.ts";
import { definitionOf, findDefinitions } from "./definitions.ts";
import { viewVisible } from "./show-approval.ts";
import { entitledUser } from "./visibility.ts";

export const similar = organizationProcedure("approvals.readOwn")
  .meta({
    openapi: {
      method: "GET",
      path: "/approvals/{id}/similar",
      tags: ["approvals"],
      summary: "Read what the same agent asked of the same operation before",
    },
  })
  .input(z.object({ id: z.string().max(80) }))
  .output(similarApprovalsSchema)
  .query(async ({ ctx, input }) => {
    const { organizationId } = ctx.membership;
    const { approval } = await viewVisible(ctx, input.id);
    const { previous, history } = await readSimilarApprovals(approvalDeps(ctx.services), {
      ...{ organizationId, approval },
      entitledUserId: entitledUser(ctx.actor, ctx.membership),
    });
    const definitions = await ctx.services.db.tenant(organizationId, (scope) => findDefinitions(scope, [approval]));
    return {
      previous: previous && {
        ...approvalRow(previous, definitionOf(definitions, approval)),
        argumentsText: previous.argumentsText,
      },
      history: history.map((one) => approvalRow(one, definitionOf(definitions, approval))),
    };
  });
