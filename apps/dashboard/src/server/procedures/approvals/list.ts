import { listApprovals } from "@countersign/usecases";
import { z } from "zod";
import { approvalDeps } from "../../deps.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { approvalPageSchema } from "../../views/approval.ts";
import { approvalRow } from "./approval-row.ts";
import { definitionOf, findDefinitions } from "./definitions.ts";
import { entitledUser, namedUser } from "./visibility.ts";

export const list = organizationProcedure("approvals.readOwn")
  .meta({
    openapi: { method: "GET", path: "/approvals", tags: ["approvals"], summary: "List approvals, newest first" },
  })
  .input(
    z.object({
      tab: z.enum(["waiting", "decided"]).default("waiting"),
      glass: z.boolean().default(false).meta({ description: "Only those that two owners let through." }),
      mine: z.boolean().default(false).meta({ description: "Only those that ask you." }),
      limit: z.number().int().min(1).max(100).default(50),
      cursor: z.string().max(200).nullish(),
    }),
  )
  .output(approvalPageSchema)
  .query(async ({ ctx, input }) => {
    const { organizationId } = ctx.membership;
    const page = await listApprovals(approvalDeps(ctx.services), {
      organizationId,
      tab: input.tab,
      limit: input.limit,
      isGlassBroken: input.glass,
      cursor: input.cursor ?? null,
      entitledUserId: input.mine ? namedUser(ctx.actor) : entitledUser(ctx.actor, ctx.membership),
    });
    const definitions = await ctx.services.db.tenant(organizationId, (scope) => findDefinitions(scope, page.approvals));
    return {
      approvals: page.approvals.map((approval) => approvalRow(approval, definitionOf(definitions, approval))),
      nextCursor: page.nextCursor,
    };
  });
