import { readGrants } from "@countersign/usecases";
import { z } from "zod";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { grantPageSchema, showGrant } from "../../views/grant.ts";

export const list = organizationProcedure("approvals.read")
  .meta({
    openapi: {
      method: "GET",
      path: "/grants",
      tags: ["approvals"],
      summary: "List what approvers let through beside the calls they approved, newest first",
    },
  })
  .input(z.object({ limit: z.number().int().min(1).max(100).default(50), cursor: z.string().max(80).nullish() }))
  .output(grantPageSchema)
  .query(async ({ ctx, input: { limit, cursor } }) => {
    const { organizationId } = ctx.membership;
    const page = await readGrants(ctx.services, { organizationId, limit, cursor: cursor ?? null });
    return { grants: page.grants.map(showGrant), nextCursor: page.nextCursor };
  });
