import { findOrganization } from "@countersign/db";
import { listErasures } from "@countersign/db/audit";
import { z } from "zod";
import { organizationProcedure } from "../../trpc/procedure.ts";

export const keeping = organizationProcedure("audit.read")
  .meta({
    openapi: {
      method: "GET",
      path: "/audit/keeping",
      tags: ["audit"],
      summary: "How long arguments and results are kept, and what was erased",
    },
  })
  .output(
    z.object({
      retentionDays: z.number().int().nullable().meta({ description: "Null: for ever." }),
      erasedBefore: z.string().nullable().meta({ description: "Bodies of records before it are erased." }),
      erasures: z
        .array(
          z.object({
            id: z.string(),
            requestedAt: z.string(),
            requestedBy: z.string(),
            records: z.number().int(),
            approvals: z.number().int(),
            finishedAt: z.string().nullable(),
          }),
        )
        .meta({ description: "The newest 100. They don't say whose data it was." }),
    }),
  )
  .query(async ({ ctx }) => {
    const { organizationId } = ctx.membership;
    const { organization, erasures } = await ctx.services.db.tenant(organizationId, async (scope) => ({
      organization: await findOrganization(scope),
      erasures: await listErasures(scope),
    }));
    return {
      retentionDays: organization?.retentionDays ?? null,
      erasedBefore: organization?.erasedBefore?.toISOString() ?? null,
      erasures: erasures.map(({ id, requestedAt, requestedByName, records, approvals, finishedAt }) => ({
        id,
        requestedAt: requestedAt.toISOString(),
        requestedBy: requestedByName,
        records,
        approvals,
        finishedAt: finishedAt?.toISOString() ?? null,
      })),
    };
  });
