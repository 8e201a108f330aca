import { countOpenOutcomes } from "@countersign/usecases";
import { z } from "zod";
import { organizationProcedure } from "../../trpc/procedure.ts";

export const countOpen = organizationProcedure("approvals.read")
  .meta({
    openapi: {
      method: "GET",
      path: "/outcomes/count",
      tags: ["outcomes"],
      summary: "Count calls whose outcome is unknown",
    },
  })
  .output(z.object({ count: z.number() }))
  .query(async ({ ctx }) => ({ count: await countOpenOutcomes(ctx.services, ctx.membership.organizationId) }));
